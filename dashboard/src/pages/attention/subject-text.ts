import type { AttentionItem } from "./use-work-list.ts"

/** What people call what an item is about. */
export function subjectText({ about, subject, subject_id: id }: AttentionItem): string {
  const name = subject === "source" || subject === "endpoint" ? about.name : about.reference
  return name ?? about.provider_id ?? about.name ?? id
}
