// How many of a group do what: "2 at the cars · 1 standing off". Says what they do, not what they are.
import type { Member, Role } from "./board";
import { t } from "./i18n";

const ROLES: readonly Role[] = ["doer", "lookout", "waiting_car"];

/** Empty for one who is alone. */
export function inRoles(members: readonly Member[]): string {
  return ROLES.map((role) => [members.filter((each) => each.role === role).length, t(role)] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count}\u00a0${word}`) // never parted at the end of a line
    .join(" · ");
}
