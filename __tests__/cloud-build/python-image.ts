import { LOCATION, PROJECT } from "../support/registry-app";

export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** An image with Python that builds run in, through the repository `docker-hub`. */
export const IMAGE = `${LOCATION}-docker.pkg.dev/${PROJECT}/docker-hub/library/python:3.11-slim@${DIGEST}`;
