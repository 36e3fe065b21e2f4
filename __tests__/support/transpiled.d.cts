export declare function transpiled(file: string): { readonly code: string; readonly map: string };
