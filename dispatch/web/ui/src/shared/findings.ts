// What may be found on scene, why an alert may be nothing, and which finding needs one thing more.
export const DISMISS_REASONS = [
  "owner", "resident", "passer_by", "guard", "staff", "animal", "no_person", "duplicate", "other",
] as const;
export const FINDINGS = [
  "nothing_found", "moved_on", "identified", "held", "crime_found", "owner", "false_alarm", "medical_help", "other",
] as const;

/** A crime names the cars that were opened, a false alarm what it was instead. */
export const NEEDS: Readonly<Record<string, "vehicles" | "reason">> = { crime_found: "vehicles", false_alarm: "reason" };
