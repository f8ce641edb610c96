import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function SourcesPage() {
  return <Page title={useWords().settings.title}>…</Page>
}
