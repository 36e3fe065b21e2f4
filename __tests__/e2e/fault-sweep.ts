import type { CloudDeployment, DeploymentPlace } from "./cloud-deployment";
import { expectCode } from "./cloud-deployment";

const FORBIDDEN = 403;
/** Most of the time of a deployment is the provider's waiting. */
const AT_ONCE = 6;

/** What has to hold after each mended fault. */
type Check = (deployment: CloudDeployment, nth: number) => void;

/** Lets every write of a deployment fail, each once, and looks whether the next deployment mends it. */
export class FaultSweep {
  constructor(
    private readonly place: DeploymentPlace,
    private readonly stackFile: string,
    /** Makes what is there before, in a new cloud. */
    private readonly prepare: (deployment: CloudDeployment) => Promise<void>,
  ) {}

  /**
   * Of the first deployment.
   *
   * @returns how many writes there are
   */
  public async ofFirst(check: Check): Promise<number> {
    const fails = async (nth: number): Promise<boolean> => {
      const deployment = await this.start();
      const { double, folder } = deployment;
      double.failWrite(nth, FORBIDDEN);
      await folder.apply();
      const isReached = !double.faultIsPending;
      if (isReached) await this.mended(deployment, nth, check);
      await double.stop();
      return isReached;
    };
    for (let tried = 0; ; tried += AT_ONCE) {
      const all = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => fails(tried + index + 1)));
      if (all.includes(false)) return tried + all.indexOf(false);
    }
  }

  /** Of the change to another stack, and back to this one in turn. */
  public ofChange(other: string, check: Check): Promise<number> {
    return this.inLanes(async (deployment, nth, turn) => {
      deployment.double.failWrite(nth, FORBIDDEN);
      deployment.folder.configure(turn % 2 === 0 ? other : this.stackFile);
      await deployment.folder.apply();
      if (deployment.double.faultIsPending) return false;
      await this.mended(deployment, nth, check);
      return true;
    });
  }

  /** Of taking all away; what is half gone is deployed again. */
  public ofDestroy(check: Check): Promise<number> {
    return this.inLanes(async (deployment, nth) => {
      deployment.double.failWrite(nth, FORBIDDEN);
      await deployment.folder.destroy();
      if (deployment.double.faultIsPending) return false;
      await this.mended(deployment, nth, check);
      return true;
    });
  }

  /** Several deployments beside each other, of which each takes every so manieth write. */
  private async inLanes(
    fails: (deployment: CloudDeployment, nth: number, turn: number) => Promise<boolean>,
  ): Promise<number> {
    const lane = async (first: number): Promise<number> => {
      const deployment = await this.start();
      expectCode(await deployment.folder.apply(), 0);
      let nth = first;
      for (let turn = 0; await fails(deployment, nth, turn); turn += 1) nth += AT_ONCE;
      await deployment.double.stop();
      return nth - 1;
    };
    return Math.min(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => lane(index + 1)))));
  }

  private async start(): Promise<CloudDeployment> {
    const deployment = await this.place.initialise(this.stackFile);
    await this.prepare(deployment);
    return deployment;
  }

  private async mended(deployment: CloudDeployment, nth: number, check: Check): Promise<void> {
    expectCode(await deployment.folder.apply(), 0);
    expectCode(await deployment.folder.plan(), 0);
    expect({ nth, violations: deployment.double.violations }).toEqual({ nth, violations: [] });
    check(deployment, nth);
  }
}
