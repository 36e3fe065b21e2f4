import { IndexProgram } from "./index-program";

/** Where nginx finds the index, and where it answers. */
export interface NginxConfigurationOptions {
  /** The folder with the files and pages, without "/" at its end. */
  readonly root: string;
  /** @default 8080 */
  readonly port?: number;
  /** The address that it listens on. @default - all */
  readonly address?: string;
}

/**
 * How nginx serves the pages that `IndexProgram` writes, and the files that they list, by the marks that it writes;
 * nothing else that is in the folder, and nothing before the first run.
 */
export class NginxConfiguration {
  /** Answers as long as nginx does, whatever is in the folder: for probes. */
  public static readonly ALIVE_PATH = "/-/alive";

  /**
   * The `server` block and the map that it needs, for a file in `conf.d`.
   *
   * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/#version-format-selection
   */
  public static text({ root, port = 8080, address }: NginxConfigurationOptions): string {
    const listen = address === undefined ? String(port) : `${address}:${port}`;
    return `map $http_accept $page {
  default index.html;
  ~application/vnd\\.pypi\\.simple\\.(v1|latest)\\+json index.json;
}
server {
  listen ${listen};
  root ${root};
  absolute_redirect off;
  server_tokens off;
  autoindex off;
  gzip on;
  gzip_vary on;
  gzip_types application/vnd.pypi.simple.v1+json;

  location = ${NginxConfiguration.ALIVE_PATH} { access_log off; return 204; }

  # A page, in the form that the client asks for.
  location ~ ^/simple/([^/]+/)?$ {
    types { application/vnd.pypi.simple.v1+json json; text/html html; }
    charset utf-8;
    charset_types text/html;
    add_header Vary Accept;
    add_header X-Content-Type-Options nosniff;
    try_files $uri$page =404;
  }
  location ~ ^/simple(/[^/]+)?$ { return 301 $uri/; }

  # What is known of the files, and what runs, is not for clients.
  location ~ ^/(simple|state|programs)/ { return 404; }

  # Distributions that pages list, which have a mark each, and the metadata of such wheels: whatever else lies beside
  # them is not served, whoever knows its name.
  location ~ ^(?<listed>/.+\\.(whl|tar\\.gz|zip))(\\.metadata)?$ {
    types { }
    default_type application/octet-stream;
    add_header X-Content-Type-Options nosniff;
    gzip off;
    if (!-f $document_root/${IndexProgram.LISTED}$listed) { return 404; }
    try_files $uri =404;
  }
  location / { return 404; }
}
`;
  }
}
