// What is looked at by day, in the place of incident and map: the review, the roster, the figures. Esc goes back.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";

export type PageName = "review" | "roster" | "figures";

/** Null: the night's work. */
export const page = signal<PageName | null>(null);

export function turnTo(name: PageName): void {
  page.value = page.value === name ? null : name;
}

interface PageProps {
  title: string;
  id: PageName;
  tools?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame: takes the focus, so that arrow keys and screen readers are in it at once. */
export function Page({ title, id, tools, children }: PageProps) {
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => place.current?.focus(), []);
  return (
    <section class="page" data-testid={id} aria-label={title} tabIndex={-1} ref={place}>
      <header>
        <h1>{title}</h1>
        <span class="grow" />
        {tools}
        <button class="quiet" onClick={() => (page.value = null)}>
          <kbd>Esc</kbd> {t("back")}
        </button>
      </header>
      {children}
    </section>
  );
}

/** `3月19日 08:00`, `19 Mar 08:00`. */
export function dayTime(atMs: number, language: "zh" | "en"): string {
  const how = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false } as const;
  return new Date(atMs).toLocaleString(language === "zh" ? "zh-CN" : "en-GB", how);
}
