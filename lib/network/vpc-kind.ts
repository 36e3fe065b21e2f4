import type { Kind } from "../core/given";

/** What every prop `vpc` must be. */
export const NETWORK: Kind = { text: "a network, for example a PrivateVpc", has: "networkName" };
