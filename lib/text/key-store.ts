/** The tag and length of a sequence, in hexadecimal. @see https://www.itu.int/rec/T-REC-X.690 */
const SEQUENCE = /^30(?:[0-7].|80|81..|82.{4}|83.{6})/;

/** What follows the head of the outer sequence, in hexadecimal. */
const PRIVATE_KEYS = [
  // PKCS #8: version 0 or 1, then the algorithm. https://www.rfc-editor.org/rfc/rfc5958
  /^02010[01]30[0-7].06/,
  // PKCS #1: version 0, then the modulus. https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2
  /^02010002(?:81..|82.{4})00/,
  // SEC 1: version 1, then 20 to 66 bytes of key. https://www.rfc-editor.org/rfc/rfc5915
  /^02010104(?:1[4-9a-f]|[23].|4[0-2])/,
  // Encrypted PKCS #8: the scheme PBES2. https://www.rfc-editor.org/rfc/rfc8018
  /^30(?:[0-7].|81..|82.{4})06092a864886f70d01050d/,
];
/** Version 3, then data or signed data. @see https://www.rfc-editor.org/rfc/rfc7292 */
const PKCS12 = /^020103.*2a864886f70d01070[12]/;
/** Java's two own forms. */
const JAVA = /^(?:feedfeed|cececece)/;

/** Whether a binary file is a private key, or a store of them. */
export function isKeyStore(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 64).toString("hex");
  if (JAVA.test(start)) return true;
  if (!SEQUENCE.test(start)) return false;
  const inner = start.replace(SEQUENCE, "");
  return PKCS12.test(inner) || PRIVATE_KEYS.some((form) => form.test(inner));
}
