import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { ResourcesDouble } from "./resources-double";
import type { Cloud } from "./service-double";

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
    if (state === undefined) return super.answer(call);
    return super.answer({
      ...call,
      method: "PATCH",
      path: name,
      query: new URLSearchParams("updateMask=state"),
      body: { state },
    });
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
