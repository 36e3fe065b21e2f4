import { type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

const UNUSED = {
  new: "it holds for nobody until it is bound, which is told",
  gone: "what binds it goes before it, and is told",
} as const;

/** What makes settings hold for a project. */
function binding(setting: string): ResourceCard {
  return {
    noun: "binding of settings of Gemini",
    guard: {
      isGuard: true,
      fields: ["product", "target", setting],
      does: "",
      decides: "which settings of Gemini hold for whom",
    },
  };
}

/** Gemini for people who write code and run clouds: what it reads, and what Google keeps of that. */
export const GEMINI: ServiceCards = {
  google_gemini_code_repository_index: {
    noun: "index of code",
    settings: {
      force_destroy: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed with the groups in it",
        stronger: "it can no longer be destroyed with the groups in it",
      },
    },
    harmless: { new: "no code is in it yet", gone: "the code that it was made of is still there" },
  },
  google_gemini_repository_group: {
    noun: "group of repositories",
    decisionsWhenNew: { repositories: "which code it shows to those who have a role on it" },
    decisions: { code_repository_index: "in which index it is" },
    harmless: { new: "which code it shows is told", gone: "it shows no code any more" },
  },
  google_gemini_code_tools_setting: {
    noun: "setting of Gemini's tools",
    decisionsWhenNew: { enabled_tool: "which tools of others Gemini uses, and where those are," },
    harmless: UNUSED,
  },
  google_gemini_data_sharing_with_google_setting: {
    noun: "setting of what Google gets of Gemini",
    exposure: Object.fromEntries(
      ["enable_data_sharing", "enable_preview_data_sharing"].map((one) => [
        one,
        {
          strength: safeWhenOff(false),
          weaker: "Google gets prompts and answers, to make Gemini better",
          stronger: "Google gets no prompts and answers",
        },
      ]),
    ),
    harmless: UNUSED,
  },
  google_gemini_gemini_gcp_enablement_setting: {
    noun: "setting of Gemini",
    exposure: {
      enable_customer_data_sharing: {
        strength: safeWhenOff(false),
        weaker: "Google gets prompts and answers",
        stronger: "Google gets no prompts and answers",
      },
      disable_web_grounding: {
        strength: safeWhenOn(false),
        weaker: "questions are looked up in the web",
        stronger: "questions are not looked up in the web",
      },
    },
    decisions: { web_grounding_type: "whether questions are looked up in the web" },
    harmless: UNUSED,
  },
  google_gemini_logging_setting: {
    noun: "setting of Gemini's logs",
    settings: Object.fromEntries(
      ["log_metadata", "log_prompts_and_responses"].map((one) => [
        one,
        {
          strength: safeWhenOn(false),
          weaker: "less of what people ask is logged",
          stronger: "more of what people ask is logged",
        },
      ]),
    ),
    harmless: UNUSED,
  },
  google_gemini_release_channel_setting: {
    noun: "setting of Gemini's release channel",
    decisions: { release_channel: "whether people get features that are not ready" },
    harmless: UNUSED,
  },
  google_gemini_code_tools_setting_binding: binding("code_tools_setting_id"),
  google_gemini_data_sharing_with_google_setting_binding: binding("data_sharing_with_google_setting_id"),
  google_gemini_gemini_gcp_enablement_setting_binding: binding("gemini_gcp_enablement_setting_id"),
  google_gemini_logging_setting_binding: binding("logging_setting_id"),
  google_gemini_release_channel_setting_binding: binding("release_channel_setting_id"),
};
