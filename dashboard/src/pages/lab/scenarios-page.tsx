import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function ScenariosPage() {
  return <Page title={useWords().lab.title}>…</Page>
}
