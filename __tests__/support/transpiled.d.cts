export declare function transpiled(file: string): string;
