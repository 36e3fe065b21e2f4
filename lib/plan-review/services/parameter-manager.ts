import { alike, type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** Parameters of programs, and their values. */
export const PARAMETER_MANAGER: ServiceCards = {
  ...alike(["google_parameter_manager_parameter", "google_parameter_manager_regional_parameter"], {
    noun: "parameter",
    lost: "all its values",
    plain: ["format"],
    harmless: {
      new: "who may read it is told by what grants it",
    },
  }),
  ...alike(["google_parameter_manager_parameter_version", "google_parameter_manager_regional_parameter_version"], {
    noun: "value of a parameter",
    lost: "its value",
    settings: {
      disabled: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "its readers get the value again",
        stronger: "its readers no longer get the value",
      },
    },
    decisions: { parameter: "which parameter has the value", parameter_data: "what value its readers get" },
    harmless: { new: "who may read it is told by what grants it" },
  }),
};
