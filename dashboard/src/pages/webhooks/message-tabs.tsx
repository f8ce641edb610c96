import { Tabs } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import { useFilters } from "../../list/use-filters.ts"
import { useWords } from "../../words/words.ts"
import { MessageBody } from "./message-body.tsx"
import { MessageDecoded } from "./message-decoded.tsx"
import { MessageEffects } from "./message-effects.tsx"
import { MessageHeaders } from "./message-headers.tsx"
import { useRevealed } from "./use-revealed.ts"

const TABS = ["decoded", "raw", "headers", "effects"] as const

/** What it says, its bytes, its headers, and what came of it; which one is in the URL. */
export function MessageTabs({ message }: { readonly message: Thing<"WholeMessage"> }) {
  const words = useWords().webhooks.message.tab
  const { values, set } = useFilters(["tab"])
  const revealed = useRevealed("/v1/messages/{id}/reveal", message.id)
  const tab = TABS.find((each) => each === values.tab) ?? "decoded"
  return (
    <Tabs value={tab} onChange={(next) => set("tab", next ?? undefined)} keepMounted={false}>
      <Tabs.List aria-label={words.label} mb="sm">
        {TABS.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {words[each]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="decoded">
        <MessageDecoded message={message} revealed={revealed} />
      </Tabs.Panel>
      <Tabs.Panel value="raw">
        <MessageBody message={message} revealed={revealed} />
      </Tabs.Panel>
      <Tabs.Panel value="headers">
        <MessageHeaders headers={message.headers} />
      </Tabs.Panel>
      <Tabs.Panel value="effects">
        <MessageEffects message={message} />
      </Tabs.Panel>
    </Tabs>
  )
}
