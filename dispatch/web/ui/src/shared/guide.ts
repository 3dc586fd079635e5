// The step guides (接、调、出、处) as the server has them, and which step is due.
import { signal } from "@preact/signals";
import { getJson } from "./api";
import type { Incident, Status } from "./board";
import { lang } from "./i18n";

type Step = "receive" | "assign" | "go" | "handle";

const guides = signal<Readonly<Record<string, { step: Step; zh: string; en: string }[]>>>({});

export function loadGuides(headers: Record<string, string> = {}): void {
  void getJson<typeof guides.value>("/api/guides", headers)
    .then((found) => (guides.value = found))
    .catch(() => undefined); // the pages work without
}

const DUE: Readonly<Partial<Record<Status, Step>>> = {
  opened: "receive",
  acknowledged: "receive",
  confirmed: "assign",
  assigned: "assign",
  accepted: "go",
  travelling: "go",
  on_scene: "handle",
  handled: "handle",
};

/** What to do now; null where there is no guide, or nothing to do. */
export function due(incident: Incident, step: Step | undefined = DUE[incident.status]): { step: Step; text: string } | null {
  const found = guides.value[incident.kind]?.find((each) => each.step === step);
  return found ? { step: found.step, text: found[lang.value] } : null;
}
