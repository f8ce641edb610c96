import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCashOff,
  IconClockExclamation,
  IconCoins,
  IconHandStop,
  IconKey,
  IconPlugConnectedX,
  IconQuestionMark,
  IconScale,
  IconShieldX,
  IconWebhookOff,
  IconX,
} from "@tabler/icons-react"

import { Badge, type Look } from "../../parts/badge.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"

const LOOKS: Readonly<Record<string, Look>> = {
  insufficient_balance: { tone: "amber", icon: IconCoins },
  failed: { tone: "red", icon: IconX },
  reversed: { tone: "orange", icon: IconArrowBackUp },
  conflict: { tone: "red", icon: IconAlertTriangle },
  double_payment: { tone: "red", icon: IconCashOff },
  amount_mismatch: { tone: "orange", icon: IconScale },
  name_conflict: { tone: "orange", icon: IconAlertTriangle },
  stuck: { tone: "amber", icon: IconClockExclamation },
  unconfirmed: { tone: "orange", icon: IconShieldX },
  batch_mismatch: { tone: "orange", icon: IconScale },
  credentials_missing: { tone: "slate", icon: IconKey },
  credentials_refused: { tone: "slate", icon: IconKey },
  provider_unreachable: { tone: "slate", icon: IconPlugConnectedX },
  reconciliation_difference: { tone: "orange", icon: IconScale },
  quarantined: { tone: "orange", icon: IconShieldX },
  unrecognised: { tone: "violet", icon: IconQuestionMark },
  endpoint_failing: { tone: "amber", icon: IconWebhookOff },
  endpoint_disabled: { tone: "slate", icon: IconHandStop },
}

/** What kind of attention an item needs; a kind of tomorrow is shown as it came. */
export function KindBadge({ kind }: { readonly kind: string }) {
  const look = LOOKS[kind] ?? { tone: "grey", icon: IconAlertTriangle }
  return <Badge look={look}>{wordOf(useWords().attention.kind, kind)}</Badge>
}
