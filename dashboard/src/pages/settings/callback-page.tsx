import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function CallbackPage() {
  return <Page title={useWords().settings.title}>…</Page>
}
