// What people report, the most frequent first.
export const KINDS = ["suspicious_person", "theft", "fight", "medical", "fire", "lost_person", "noise", "loitering"] as const;
export type Kind = (typeof KINDS)[number];
