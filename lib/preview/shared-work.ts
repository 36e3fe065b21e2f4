/**
 * Work whose result several wait for and use at the same time. It is done once, and given up when nobody wants it any
 * more.
 */
export class SharedWork<T> {
  private readonly unwanted = new AbortController();
  private readonly result: Promise<T>;
  private users = 0;

  /**
   * @param work begins at once; its signal comes as soon as nobody uses the result any more, or waits for it
   * @param onClosed told once, when the work has ended or nobody wants it: nobody shall join it any more
   */
  public constructor(
    work: (unwanted: AbortSignal) => Promise<T>,
    private readonly onClosed: () => void,
  ) {
    this.result = work(this.unwanted.signal);
    // Whoever waits for the result sees the error too.
    this.result.then(onClosed, onClosed);
  }

  /**
   * Hands the result to `use`, and holds it only that long.
   *
   * @param signal ends the waiting
   * @throws what the work throws, what `use` throws, and the signal's reason
   */
  public async join(signal: AbortSignal, use: (result: T) => Promise<void>): Promise<void> {
    this.users += 1;
    try {
      await use(await Promise.race([this.result, abortOf(signal)]));
    } finally {
      this.users -= 1;
      if (this.users === 0) {
        this.onClosed();
        this.unwanted.abort();
      }
    }
  }
}

async function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}
