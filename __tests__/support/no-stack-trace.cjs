/**
 * In the place of what cdktf notes of the stack for each token, which nothing but its own messages shows: Jest
 * translates each of the hundred frames back to TypeScript, and that took longer than the apps themselves.
 */
exports.captureStackTrace = () => [];
