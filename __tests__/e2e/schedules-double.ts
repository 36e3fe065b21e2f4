import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { ResourcesDouble } from "./resources-double";
import type { Cloud } from "./service-double";

interface Job {
  readonly pscInterfaceConfig?: { readonly networkAttachment?: string };
}

const STATES: Readonly<Record<string, string>> = { pause: "PAUSED", resume: "ACTIVE" };

/** Schedules of Vertex AI, which are paused and resumed by verbs of their own; one that is new is active. */
export class SchedulesDouble extends ResourcesDouble {
  constructor(cloud: Cloud) {
    super(cloud, [
      { name: "schedules", label: "schedule", defaults: () => ({ state: "ACTIVE" }), check: demandParent },
    ]);
  }

  public override answer(call: Call): Json | Promise<Json> {
    const [, name = "", verb = ""] = /^(.+\/schedules\/[^/:]+):(pause|resume)$/.exec(call.path) ?? [];
    const state = STATES[verb];
    if (state === undefined) return this.answerSchedule(call);
    return super.answer({
      ...call,
      method: "PATCH",
      path: name,
      query: new URLSearchParams("updateMask=state"),
      body: { state },
    });
  }

  /** One that attaches itself to a network holds the attachment, into whose list the service writes itself. */
  private answerSchedule(call: Call): Json | Promise<Json> {
    const { pipelineJob } = (call.body.createPipelineJobRequest ?? {}) as { pipelineJob?: Job };
    const attachment = pipelineJob?.pscInterfaceConfig?.networkAttachment;
    const held = `${attachment ?? ""}/connectionEndpoints/vertex-ai`;
    if (call.method === "POST" && attachment !== undefined) {
      this.cloud.hold(held, { attachment });
      this.cloud.changed(attachment, { producerAcceptLists: ["service-project"] });
    }
    if (call.method === "DELETE") {
      const deleted = this.found(call.path).data as { createPipelineJobRequest?: { pipelineJob?: Job } };
      const name = deleted.createPipelineJobRequest?.pipelineJob?.pscInterfaceConfig?.networkAttachment;
      if (name !== undefined) this.cloud.release(`${name}/connectionEndpoints/vertex-ai`);
    }
    return super.answer(call);
  }
}

/** @see https://cloud.google.com/vertex-ai/docs/reference/rest/v1/CreatePipelineJobRequest */
function demandParent({ createPipelineJobRequest: request }: Json, name: string): void {
  const { parent, pipelineJob } = (request ?? {}) as { parent?: string; pipelineJob?: { serviceAccount?: string } };
  const place = name.slice(0, name.indexOf("/schedules/"));
  if (parent !== place) throw new ApiError(400, `parent must be ${place}`);
  if (pipelineJob?.serviceAccount === undefined)
    throw new ApiError(400, "a run without a service account has no token");
}
