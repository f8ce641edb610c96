import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function MailPage() {
  return <Page title={useWords().settings.title}>…</Page>
}
