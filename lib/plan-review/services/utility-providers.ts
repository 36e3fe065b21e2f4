import { alike, type ServiceCards } from "../cards/card";

const MEMORY = "it is a value that Terraform keeps for itself; who uses it is told there";

/** Resources that exist in Terraform's state alone; what their provisioners run is told apart. */
export const UTILITY_PROVIDERS: ServiceCards = {
  terraform_data: {
    plain: ["input", "output", "triggers_replace"],
    harmless: { new: MEMORY, gone: MEMORY },
  },
  null_resource: { plain: ["triggers"], harmless: { new: MEMORY, gone: MEMORY } },
  ...alike(["random_id", "random_integer", "random_pet", "random_shuffle", "random_string", "random_uuid"], {
    plain: ["keepers", "length", "byte_length", "prefix", "separator", "min", "max", "seed", "input", "result_count"],
    harmless: {
      new: MEMORY,
      gone: MEMORY,
      lower: "it makes names, not secrets",
      upper: "it makes names, not secrets",
      numeric: "it makes names, not secrets",
      number: "it makes names, not secrets",
      special: "it makes names, not secrets",
      override_special: "it makes names, not secrets",
      min_lower: "it makes names, not secrets",
      min_upper: "it makes names, not secrets",
      min_numeric: "it makes names, not secrets",
      min_special: "it makes names, not secrets",
      result: "it is made of the others",
      hex: "it is made of the others",
      dec: "it is made of the others",
      b64_url: "it is made of the others",
      b64_std: "it is made of the others",
    },
  }),
  ...alike(["time_sleep", "time_static", "time_offset", "time_rotating"], {
    plain: [
      "create_duration",
      "destroy_duration",
      "triggers",
      "rfc3339",
      "base_rfc3339",
      "rotation_rfc3339",
      "unix",
      "day",
      "hour",
      "minute",
      "month",
      "second",
      "year",
      ...["seconds", "minutes", "hours", "days", "months", "years"].flatMap((unit) => [
        `offset_${unit}`,
        `rotation_${unit}`,
      ]),
    ],
    harmless: { new: MEMORY, gone: MEMORY },
  }),
};
