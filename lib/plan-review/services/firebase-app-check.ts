import { holdsHidden, textAt } from "../../terraform/resource-values";
import type { TerraformFields } from "../../terraform";
import { type ResourceCard, type ServiceCards } from "../cards/card";
import { atMost } from "../cards/setting";

/** What vouches for an app, so that it gets tokens; tokens are good for an hour, or what else Google takes. */
function attestation(who: string, seconds: number, decisions: ResourceCard["decisions"] = {}): ResourceCard {
  return {
    noun: `App Check by ${who}`,
    decisionsWhenNew: { app_id: "which app gets tokens" },
    decisions,
    settings: {
      token_ttl: {
        strength: atMost(seconds),
        weaker: "tokens are good for longer",
        stronger: "tokens are good for a shorter time",
      },
    },
    harmless: { new: "which app gets tokens is told" },
  };
}

const VOUCHES = "who vouches for the app";

/** Whether only apps that can prove themselves get in; undefined where it cannot be seen. */
function enforces(body: TerraformFields): boolean | undefined {
  return holdsHidden(body.enforcement_mode) ? undefined : textAt(body, "enforcement_mode") === "ENFORCED";
}

const KEEPS_OUT = {
  does: "keeps out who cannot prove to be one of your apps",
  guards: enforces,
} as const;

/** What keeps everything but your own apps from Firebase's services. */
export const FIREBASE_APP_CHECK: ServiceCards = {
  google_firebase_app_check_app_attest_config: attestation("App Attest", 3600),
  google_firebase_app_check_device_check_config: attestation("DeviceCheck", 3600, {
    key_id: VOUCHES,
    private_key: VOUCHES,
  }),
  google_firebase_app_check_play_integrity_config: attestation("Play Integrity", 3600),
  google_firebase_app_check_recaptcha_enterprise_config: attestation("reCAPTCHA Enterprise", 3600, {
    site_key: VOUCHES,
  }),
  google_firebase_app_check_recaptcha_v3_config: attestation("reCAPTCHA v3", 86400, { site_secret: VOUCHES }),
  google_firebase_app_check_debug_token: {
    noun: "debug token of App Check",
    guard: {
      isGuard: false,
      fields: ["app_id", "token"],
      does: "lets in who holds it, whatever that is",
    },
  },
  google_firebase_app_check_service_config: {
    noun: "App Check of a service",
    guard: {
      isGuard: true,
      fields: ["enforcement_mode", "service_id"],
      ...KEEPS_OUT,
      isOff: (body) => enforces(body) === false,
    },
  },
  google_firebase_app_check_resource_policy: {
    noun: "App Check of a resource",
    guard: {
      isGuard: true,
      fields: ["enforcement_mode", "service_id", "target_resource"],
      ...KEEPS_OUT,
    },
  },
};
