import type { ResourceCard, ServiceCards } from "../cards/card";
import { safeWhenOff } from "../cards/setting";

const WHICH_TALKS = "which talks are looked at";
const JUDGES: ResourceCard = {
  harmless: { new: "it looks at talks, and shows them to nobody", gone: "it looks at nothing any more" },
};

/** What looks at talks with customers, and what plans moves to Google: both read, and let nobody in. */
export const INSIGHTS: ServiceCards = {
  google_contact_center_insights_analysis_rule: {
    ...JUDGES,
    decisions: { active: "whether talks are looked at by itself", conversation_filter: WHICH_TALKS },
    plain: ["analysis_percentage", "annotator_selector"],
  },
  google_contact_center_insights_assessment_rule: {
    ...JUDGES,
    decisions: { active: "whether talks are judged by itself", sample_rule: WHICH_TALKS },
    plain: ["schedule_info"],
  },
  google_contact_center_insights_auto_labeling_rule: {
    ...JUDGES,
    decisions: { active: "whether talks get labels by itself", conditions: "which talks get labels" },
    plain: ["label_key", "label_key_type"],
  },
  google_contact_center_insights_qa_question: {
    ...JUDGES,
    lost: "the answers to it",
    plain: [
      "abbreviation",
      "answer_choices",
      "answer_instructions",
      "order",
      "predefined_question_config",
      "qa_question_data_options",
      "qa_scorecard",
      "question_body",
      "question_type",
      "revision",
      "tags",
      "tuning_metadata",
    ],
    harmless: { new: "it is asked of talks, and shows them to nobody" },
  },
  google_contact_center_insights_qa_scorecard: {
    lost: "its questions, and the answers to them",
    plain: ["is_default", "source"],
    harmless: { new: "it has no question yet" },
  },
  google_contact_center_insights_qa_scorecard_revision: {
    plain: ["qa_scorecard"],
    harmless: { new: "it asks what was asked before" },
  },
  google_contact_center_insights_view: { ...JUDGES, decisions: { value: WHICH_TALKS } },
  google_contact_center_insights_encryption_spec: { harmless: { new: "no data of it is there yet" } },
  google_dialogflow_encryption_spec: { harmless: { new: "no data of it is there yet" } },
  google_migration_center_assets_export_job: {
    decisions: { condition: "what is listed", signed_uri_destination: "how it is listed" },
    plain: ["performance_data", "show_hidden"],
    harmless: { new: "who gets its list is told by what grants it", gone: "its list is gone, and can be made again" },
  },
  google_migration_center_discovery_client: {
    noun: "client that lists machines",
    runsAs: "service_account",
    decisions: { expire_time: "until when it may tell of machines", ttl: "until when it may tell of machines" },
    plain: ["source"],
    harmless: { new: "it only tells of machines", gone: "it tells of machines no more" },
  },
  google_migration_center_group: {
    harmless: { new: "it only sums up machines", gone: "it only summed up machines" },
  },
  google_migration_center_import_data_file: {
    plain: ["format", "import_job"],
    harmless: { new: "it only tells of machines", gone: "what it told is still there" },
  },
  google_migration_center_import_job: {
    plain: ["asset_source"],
    harmless: { new: "it only tells of machines", gone: "what it told is still there" },
  },
  google_migration_center_preference_set: {
    plain: ["virtual_machine_preferences"],
    harmless: { new: "it is for what machines would cost", gone: "it was for what machines would cost" },
  },
  google_migration_center_report: {
    plain: ["report_config", "type"],
    harmless: { new: "it says what machines would cost", gone: "it can be made again" },
  },
  google_migration_center_report_config: {
    plain: ["group_preferenceset_assignments"],
    harmless: { new: "it is for what machines would cost", gone: "it was for what machines would cost" },
  },
  google_migration_center_settings: {
    settings: {
      disable_cloud_logging: {
        strength: safeWhenOff(false),
        weaker: "what is done is not logged",
        stronger: "what is done is logged",
      },
    },
    plain: ["preference_set"],
    harmless: { new: "it is for what machines would cost", gone: "what Google takes by itself is taken" },
  },
  google_migration_center_source: {
    lost: "what it told of machines",
    plain: ["managed", "priority", "type"],
    harmless: { new: "it only tells of machines" },
  },
};
