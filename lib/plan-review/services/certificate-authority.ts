import { type ServiceCards } from "../cards/card";

/** Private certificate authorities. */
export const CERTIFICATE_AUTHORITY: ServiceCards = {
  google_privateca_certificate_authority: { lost: "its key: no certificate can be issued or revoked with it any more" },
};
