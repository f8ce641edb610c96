import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function CallbacksPage() {
  return <Page title={useWords().settings.title}>…</Page>
}
