import { PageTabs } from "../../parts/page-tabs.tsx"
import { useWords } from "../../words/words.ts"

/** The pages under Settings, for each of them: `<Page title=… tabs={<SettingsTabs />}>`. */
export function SettingsTabs() {
  const words = useWords().settings.tabs
  return (
    <PageTabs
      label={words.label}
      tabs={[
        { to: "/settings/sources", label: words.sources },
        { to: "/settings/developer/credentials", label: words.credentials },
        { to: "/settings/developer/callbacks", label: words.callbacks },
        { to: "/settings/mail", label: words.mail },
        { to: "/settings/members", label: words.members },
        { to: "/settings/audit", label: words.audit },
        { to: "/settings/me", label: words.me },
      ]}
    />
  )
}
