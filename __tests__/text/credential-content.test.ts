import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CredentialContent } from "../../lib/text/credential-content";

/** Made by the real tools for each run, so that no key stands in the repository. */
const folder = mkdtempSync(join(tmpdir(), "keys-"));
const openssl = (...args: string[]): Buffer => {
  execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  return readFileSync(join(folder, args.at(-1) ?? ""));
};
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const pem = openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "rsa.pem").toString();
// Put together here, so that no scanner takes this file for what it is not.
const TOKEN = ["gh", "p_", "aB3".repeat(12)].join("");
const account = JSON.stringify(
  { type: "service_account", project_id: "p", private_key: pem, client_email: "a@p" },
  null,
  2,
);

const found = (text: string | Buffer, name = "some/file"): string | undefined =>
  CredentialContent.find(name, Buffer.from(text as string));

const word = (...parts: string[]): string => parts.join("");

test.each<[string, string, string]>([
  ["prod.auto.tfvars", 'region = "x"\ndb_password = "hunter22"\n', "settings with a secret"],
  ["x/terraform.tfvars", '  api-key   = "hunter22"', "settings with a secret"],
  ["prod.tfvars.json", '{"region": "x", "db_password": "hunter22"}', "variables of Terraform"],
  ["application.properties", "spring.datasource.password=hunter22", "settings with a secret"],
  [".my.cnf", "[client]\nuser=me\npassword=hunter22\n", "settings with a secret"],
  [".s3cfg", "access_key = x\nsecret_key = hunter22", "settings with a secret"],
  ["home/.pgpass", "# c\ndb.example:5432:*:me:hunter22\n", "the passwords of a database client"],
  ["secret.yaml", "kind: Secret\ndata:\n  key: aHVudGVyMjI=\n", "a Secret of Kubernetes"],
  ["secret.json", '{\n  "kind": "Secret",\n  "stringData": {\n    "a": "hunter22"\n  }\n}', "a Secret of Kubernetes"],
  ["vault-token", word("hv", "s.", "aB3".repeat(10)), "a token"],
  ["config", word("dckr_", "pat_", "aB3".repeat(10)), "a token"],
  ["notes.txt", word("sk-", "ant-", "aB3".repeat(10)), "a token"],
  ["app.py", word("https://hooks.", "slack.com/services/T0AB/B0CD/", "aB3".repeat(8)), "a token"],
  ["app.cs", word("Account", "Key=", "aB3".repeat(20), "=="), "a token"],
])("%s: %j holds %s", (name, text, what) => {
  expect(found(text, name)).toContain(what);
});

test.each<[string, string]>([
  ["prod.tfvars", 'region = "x"\ntoken_ttl = 3\n'],
  ["prod.tfvars", "db_password = var.x == null ? null : null\n".replace(/=.*$/m, '= "<fill in>"')],
  ["prod.tfvars.json", '{"db_password": "changeme"}'],
  ["application.properties", "password=${DB_PASSWORD}"],
  [".pgpass", "# host:port:db:user:password\n"],
  ["secret.yaml", "kind: SecretProviderClass\ndata:\n  key: value-1234\n"],
  ["secret.yaml", "kind: Secret\nmetadata:\n  name: x\n"],
  ["words.txt", "a pgpass, an SG. and a kind of secret"],
])("%s: %j holds none", (name, text) => {
  expect(found(text, name)).toBeUndefined();
});

test.each<[string, string | Buffer, string]>([
  ["the key of a service account", account, "the key of a service account"],
  ["it without blanks", JSON.stringify(JSON.parse(account)), "the key of a service account"],
  ["it within another text", `KEY: ${JSON.stringify(account)}`, "the key of a service account"],
  ["it in base64", Buffer.from(account).toString("base64"), "in base64"],
  ["it in base64 after one byte", Buffer.from(`x${account}`).toString("base64"), "in base64"],
  ["it in base64 after two bytes", Buffer.from(`xy${account}`).toString("base64"), "in base64"],
  ["it in UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(account, "utf16le")]), "service account"],
  [
    "somebody's credentials",
    '{"type":"authorized_user","refresh_token":"1//09aBcDeFgHiJkLmNoP"}',
    "Google credentials",
  ],
  ["a client's secret", '{"installed":{"client_secret":"abcdefgh12345678"}}', "OAuth client"],
  ["a private key", pem, "a private key"],
  ["it with CRLF", pem.replaceAll("\n", "\r\n"), "a private key"],
  ["it in one line of YAML", `key: ${JSON.stringify(pem)}`, "a private key"],
  ["it within a program", `KEY = """${pem}"""`, "a private key"],
  ["an old private key", openssl("rsa", "-in", "rsa.pem", "-traditional", "-out", "old.pem"), "a private key"],
  [
    "an encrypted private key",
    openssl("rsa", "-in", "rsa.pem", "-aes128", "-passout", "pass:x", "-out", "enc.pem"),
    "a private key",
  ],
  [
    "a key in DER",
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", "rsa.pem", "-outform", "DER", "-out", "p8.der"),
    "a key store",
  ],
  [
    "an encrypted key in DER",
    openssl("pkcs8", "-topk8", "-passout", "pass:x", "-in", "rsa.pem", "-outform", "DER", "-out", "p8e.der"),
    "a key store",
  ],
  [
    "an old key in DER",
    openssl("rsa", "-in", "rsa.pem", "-traditional", "-outform", "DER", "-out", "p1.der"),
    "a key store",
  ],
  ["a curve's key", openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ec.pem"), "a private key"],
  ["a curve's key in DER", openssl("ec", "-in", "ec.pem", "-outform", "DER", "-out", "ec.der"), "a key store"],
  [
    "a PKCS #12 store",
    openssl("pkcs12", "-export", "-nocerts", "-inkey", "rsa.pem", "-passout", "pass:x", "-out", "k.p12"),
    "a key store",
  ],
  ["a netrc", "machine us-python.pkg.dev login oauth2accesstoken password ya2", ".netrc"],
  ["a netrc over lines", "machine h\n  login me\n\taccount x\n  password s3cret\n", ".netrc"],
  ["a netrc for the rest", "default login me password s3cret", ".netrc"],
  [
    "a pypirc",
    "[distutils]\nindex-servers = own\n[own]\nrepository: https://index.example/\nusername: me\npassword: s3cret\n",
    ".pypirc",
  ],
  ["a pypirc with =", "[pypi]\nusername = __token__\npassword = abcdef", ".pypirc"],
  ["a pip.conf", "[global]\nindex-url = https://me:s3cret@index.example/simple/\n", "address with a password"],
  [
    "a pip.conf with a key",
    "extra-index-url = https://_json_key_base64:ewogICJ0eXB@us-python.pkg.dev/p/r/simple",
    "address with a password",
  ],
  [
    "requirements with an address",
    "--index-url https://oauth2accesstoken:abc123@index.example/simple",
    "address with a password",
  ],
  ["an address of a database", "postgresql+psycopg2://app:hunter2@db.internal/app", "address with a password"],
  ["stored log-ins of Git", `https://me:${TOKEN}@github.com`, "address with a password"],
  [
    "a Git configuration",
    '[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic eDp5eg==',
    "Git configuration",
  ],
  ["settings", "DEBUG=1\nDB_PASSWORD=hunter22\n", "settings with a secret"],
  ["settings with export and quotes", "# shell\nexport API_KEY='abc123'\n", "settings with a secret"],
  ["a state", '{"version":4,"terraform_version":"1.11.4","serial":3,"lineage":"x","outputs":{}}', "Terraform state"],
  ["docker's log-ins", '{"auths":{"https://index.example":{"auth":"bWU6c2VjcmV0"}}}', "log-ins of a registry"],
  ["npm's log-ins", "//npm.example/:_authToken=abcdefgh-1234-5678", "log-ins of a registry"],
  [
    "a cluster's",
    "apiVersion: v1\nkind: Config\nusers:\n- user:\n    client-key-data: LS0tLS1CRUdJTg==\n",
    "credentials of a cluster",
  ],
  [
    "a cloud account's",
    "[default]\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzkey1\n",
    "keys of a cloud account",
  ],
  ["a token in a program", `TOKEN = "${TOKEN}"`, "a token"],
  ["a web key", '{"kty":"EC","crv":"P-256","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}', "a private key"],
])("%s is found", (_name, text, holds) => {
  expect(found(text)).toContain(holds);
});

test.each<[string, string]>([
  [".env", "DEBUG=1\nmessage = hello there\nsecret_key=abcdef\n"],
  ["config/prod.env", "x y z\nTOKEN=abc123\n"],
  [".env.production", "lower_password=abc123"],
  [".env", "x y z\nDEPLOY_KEY=abc123\n"],
  [".env", "x y z\nMY_NETRC=abc123\n"],
])("%s is read as settings by its name", (name, text) => {
  expect(found(text, name)).toBe("settings with a secret");
  expect(found(text, "notes.md")).toBeUndefined();
});

test("Git's own folder is never taken", () => {
  expect(found("x", ".git/HEAD")).toContain("Git's own folder");
  expect(found("x", "vendor/lib/.git/config")).toContain("Git's own folder");
  expect(found("x", ".gitignore")).toBeUndefined();
  expect(found("x", "my.git/x")).toBeUndefined();
});

test.each<[string, string | Buffer]>([
  [
    "a program that writes a netrc",
    'printf \'machine %s login oauth2accesstoken password %s\\n\' "$HOST" "$TOKEN" >/secret/netrc',
  ],
  ["a netrc to be filled in", "machine index.example login me password ${TOKEN}"],
  [
    "a program that looks for keys",
    'if "-----BEGIN PRIVATE KEY-----" in text:\n    raise ValueError("no keys, please")\n',
  ],
  ["a certificate", openssl("req", "-x509", "-key", "rsa.pem", "-subj", "/CN=x", "-out", "cert.pem")],
  ["a certificate in DER", openssl("x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der")],
  ["a public key", openssl("rsa", "-in", "rsa.pem", "-pubout", "-out", "pub.pem")],
  [
    "a pip.conf without secret",
    "[global]\nindex-url = https://us-python.pkg.dev/p/r/simple/\nkeyring-provider = import\n",
  ],
  ["a pip.conf with a user name only", "index-url = https://oauth2accesstoken@us-python.pkg.dev/p/r/simple/"],
  [
    "an address to be filled in",
    "https://user:$PASSWORD@index.example https://user:<token>@index.example https://u:{token}@h",
  ],
  ["settings without secret", "DEBUG=1\nPORT=8080\nLOG_LEVEL=info\n"],
  ["settings to be filled in", "API_KEY=\nDB_PASSWORD=changeme\nTOKEN=<your token>\nSECRET=${SECRET}\n"],
  [
    "a Git configuration without token",
    '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://github.com/a/b.git\n',
  ],
  ["a lock with hashes", `pandas==2.2.3 \\\n    --hash=sha256:${"0123456789abcdef".repeat(4)}\n`],
  [
    "a Dockerfile",
    "FROM scratch\nRUN --mount=type=secret,id=netrc pip install --require-hashes -r requirements.lock\n",
  ],
  ["a program with variables", "password = get_password()\ntoken: str\n_auth = self.some_long_method_name\n"],
  [
    "an external account",
    '{"type":"external_account","audience":"//iam.googleapis.com/x","token_url":"https://sts.googleapis.com/v1/token"}',
  ],
  ["nothing", ""],
])("%s is none", (_name, text) => {
  expect(found(text)).toBeUndefined();
});

test("reading is linear, whatever is repeated", () => {
  const words = [
    "a",
    " ",
    "\n",
    "-----BEGIN ",
    "machine ",
    "://a:",
    '"kty":"RSA",',
    '"d" : ',
    "refresh_token",
    "_auth = \n",
    "password = ",
  ];
  for (const word of words) {
    // Where it is quadratic, this does not end within the time of a test.
    expect([word, CredentialContent.find("x", Buffer.from(word.repeat(4_000_000 / word.length)))]).toEqual([
      word,
      undefined,
    ]);
  }
});
