import { CloudRunV2JobIamMember } from "@cdktf/provider-google/lib/cloud-run-v2-job-iam-member";
import { CloudSchedulerJob } from "@cdktf/provider-google/lib/cloud-scheduler-job";
import { DataGoogleStorageProjectServiceAccount } from "@cdktf/provider-google/lib/data-google-storage-project-service-account";
import { EventarcTrigger } from "@cdktf/provider-google/lib/eventarc-trigger";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { PubsubTopic } from "@cdktf/provider-google/lib/pubsub-topic";
import { PubsubTopicIamMember } from "@cdktf/provider-google/lib/pubsub-topic-iam-member";
import { StorageNotification } from "@cdktf/provider-google/lib/storage-notification";
import { WorkflowsWorkflow } from "@cdktf/provider-google/lib/workflows-workflow";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Job } from "../cloud-run";
import { literalText } from "../core/literal-text";
import { Ordering } from "../core/ordering";
import { ServiceAccount } from "../iam/service-account";
import type { IServiceAccount } from "../iam/service-account";
import type { IBucket } from "../storage";

/** Sees which executions of the job there are. @see https://cloud.google.com/run/docs/reference/iam/roles#run.viewer */
const VIEWER = "roles/run.viewer";
/** Workflows has no roles on one workflow. @see https://cloud.google.com/workflows/docs/access-control */
const WORKFLOW_INVOKER = "roles/workflows.invoker";
/** @see https://cloud.google.com/storage/docs/pubsub-notifications#events */
const EVENTS = ["OBJECT_FINALIZE", "OBJECT_DELETE", "OBJECT_ARCHIVE"];
/** Uploads often come in numbers. */
const WAIT_SECONDS = 30;

/** What the job is started by. */
export interface PageRunsProps {
  readonly indexName: string;
  readonly bucket: IBucket;
  readonly job: Job;
  /** What of the bucket is uploaded to. */
  readonly prefix: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly isStartedOnUpload: boolean;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Starts the job on a schedule, and soon after a file has come or gone. What tells of files may be lost or come twice,
 * and a run may fail: the schedule makes up for it.
 *
 * @see docs/decisions/0019-page-runs-are-started-by-a-workflow.md
 */
export class PageRuns extends Construct {
  private readonly account: IServiceAccount;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PageRunsProps,
  ) {
    super(scope, id);
    const { indexName, job, dependsOn } = props;
    this.account = new ServiceAccount(this, "ServiceAccount", {
      accountId: `${indexName}-start`,
      project: job.project,
      displayName: `What starts ${job.jobName}`,
      dependsOn,
    });
    const mayRun = job.grantRun(this.account).resource;
    this.scheduled(mayRun);
    if (props.isStartedOnUpload) this.started(this.notified(), mayRun);
  }

  private get runUrl(): string {
    return `https://run.googleapis.com/v2/${this.props.job.resourceName}:run`;
  }

  private scheduled(mayRun: TerraformResource): void {
    const { job, indexName, schedule, timeZone, dependsOn } = this.props;
    const resource = new CloudSchedulerJob(this, "Schedule", {
      name: `${indexName}-pages`,
      description: `Writes the pages of ${this.props.bucket.bucketName}`,
      project: job.project,
      region: job.location,
      schedule,
      timeZone,
      attemptDeadline: "60s",
      retryConfig: { retryCount: 3 },
      httpTarget: {
        httpMethod: "POST",
        uri: this.runUrl,
        oauthToken: { serviceAccountEmail: this.account.serviceAccountEmail },
      },
      dependsOn: Ordering.dependsOn(dependsOn),
    });
    Ordering.after(resource, mayRun);
  }

  /** A topic that is told what comes and goes under the prefix. */
  private notified(): PubsubTopic {
    const { bucket, indexName, job, prefix, dependsOn } = this.props;
    const { project } = job;
    const before = Ordering.dependsOn(dependsOn);
    const topic = new PubsubTopic(this, "Topic", { name: `${indexName}-files`, project, dependsOn: before });
    const agent = new DataGoogleStorageProjectServiceAccount(this, "StorageAgent", { project, dependsOn: before });
    const mayPublish = new PubsubTopicIamMember(this, "StorageAgentPublishes", {
      project,
      topic: topic.name,
      role: "roles/pubsub.publisher",
      member: `serviceAccount:${agent.emailAddress}`,
    });
    Ordering.replacedWith(mayPublish, topic);
    const notification = new StorageNotification(this, "Notification", {
      bucket: bucket.bucketName,
      topic: topic.id,
      payloadFormat: "NONE",
      eventTypes: EVENTS,
      objectNamePrefix: prefix,
    });
    Ordering.after(notification, mayPublish);
    if (bucket.bucketResource !== undefined) {
      Ordering.after(notification, bucket.bucketResource);
      Ordering.replacedWith(notification, bucket.bucketResource);
    }
    return topic;
  }

  private started(topic: PubsubTopic, mayRun: TerraformResource): void {
    const { job, indexName, dependsOn } = this.props;
    const { project, location: region } = job;
    const before = Ordering.dependsOn(dependsOn);
    const mayLook = new CloudRunV2JobIamMember(this, "SeesExecutions", {
      project,
      location: region,
      name: job.jobName,
      role: VIEWER,
      member: this.account.member,
    });
    const mayStart = new ProjectIamMember(this, "StartsWorkflow", {
      project,
      role: WORKFLOW_INVOKER,
      member: this.account.member,
    });
    for (const grant of [mayLook, mayStart]) {
      for (const leader of [this.account.principalResource, grant === mayLook ? job.jobResource : undefined]) {
        if (leader === undefined) continue;
        Ordering.after(grant, leader);
        Ordering.replacedWith(grant, leader);
      }
    }
    const workflow = new WorkflowsWorkflow(this, "Workflow", {
      name: `${indexName}-pages`,
      description: `Starts ${job.jobName} when a file has come or gone`,
      project,
      region,
      serviceAccount: this.account.serviceAccountEmail,
      sourceContents: literalText(JSON.stringify(workflowOf(job.resourceName, this.runUrl), undefined, 2)),
      callLogLevel: "LOG_ERRORS_ONLY",
      deletionProtection: false,
      dependsOn: before,
    });
    for (const grant of [mayRun, mayLook]) Ordering.after(workflow, grant);
    const trigger = new EventarcTrigger(this, "Trigger", {
      name: `${indexName}-files`,
      project,
      location: region,
      serviceAccount: this.account.serviceAccountEmail,
      matchingCriteria: [{ attribute: "type", value: "google.cloud.pubsub.topic.v1.messagePublished" }],
      transport: { pubsub: { topic: topic.id } },
      destination: { workflow: workflow.id },
      dependsOn: before,
    });
    Ordering.after(trigger, mayStart);
  }
}

/**
 * Waits a moment, since uploads come in numbers, and runs the job unless it has been begun since: such a run lists what
 * was there before it, for listing is strongly consistent. What the job itself writes beside the files is no reason to
 * run it. Where it cannot be seen what was begun, it is run.
 *
 * @see https://cloud.google.com/workflows/docs/reference/syntax
 * @see https://cloud.google.com/storage/docs/consistency
 */
function workflowOf(jobName: string, runUrl: string): object {
  const read = [
    { file: "${event.data.message.attributes.objectId}" },
    { since: "${time.parse(event.data.message.attributes.eventTime)}" },
    { begun: false },
  ];
  const run = { try: { call: "http.post", args: { url: runUrl, ...AS_ITSELF } } };
  return {
    main: {
      params: ["event"],
      steps: [
        { read: { assign: read } },
        { own: { switch: [{ condition: '${text.match_regex(file, "\\\\.metadata$")}', return: "its own" }] } },
        { wait: { call: "sys.sleep", args: { seconds: WAIT_SECONDS } } },
        { look: lookOf(`https://run.googleapis.com/v2/${jobName}/executions?pageSize=20`) },
        { compare: COMPARE },
        { skip: { switch: [{ condition: "${begun}", return: "begun since" }] } },
        { run: { ...run, retry: "${http.default_retry_non_idempotent}" } },
      ],
    },
  };
}

const AS_ITSELF = { auth: { type: "OAuth2" } };

/** The executions of the job as `answer`; none where they cannot be seen. */
function lookOf(url: string): object {
  return {
    try: { call: "http.get", args: { url, ...AS_ITSELF }, result: "answer" },
    except: { as: "why", steps: [{ unseen: { assign: [{ answer: { body: {} } }] } }] },
  };
}

const LATER = "${time.parse(execution.createTime) > since}";
const COMPARE = {
  for: {
    value: "execution",
    in: '${default(map.get(answer.body, "executions"), [])}',
    steps: [{ later: { switch: [{ condition: LATER, steps: [{ seen: { assign: [{ begun: true }] } }] }] } }],
  },
};
