import type { LeftOut } from "./allowed-packages";
import type { ElsewhereEntry } from "./lock-entry";
import type { LockedPin } from "./locked-pin";
import { PackageVersion } from "./package-version";

/** Each once, by name, those without one at the end. */
export function sortedLeftOut(leftOut: readonly (ElsewhereEntry | LeftOut)[]): LeftOut[] {
  const unique = new Map(
    leftOut.map(({ name, source, origin }) => [
      JSON.stringify([name ?? "\uffff", origin, source]),
      { ...(name !== undefined && { name }), source, origin },
    ]),
  );
  return [...unique].sort(([one], [other]) => compareText(one, other)).map(([, one]) => one);
}

/** Each once, by name, version, place and hashes. */
export function sortedPins(pins: readonly LockedPin[]): LockedPin[] {
  const unique = new Map(pins.map((pin) => [JSON.stringify([pin.name, pin.version, pin.origin, pin.hashes]), pin]));
  return [...unique].sort(([one], [other]) => compareText(one, other)).map(([, pin]) => pin);
}

/** Versions, oldest first. */
export function inOrder(versions: ReadonlySet<string>): string[] {
  return frozen([...versions].sort((one, other) => PackageVersion.compare(one, other)));
}

/** By code units: the same on every machine. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Lists only: on a frozen object jsii cannot note which object of another language it is. */
export function frozen<T>(list: T[]): T[] {
  Object.freeze(list);
  return list;
}
