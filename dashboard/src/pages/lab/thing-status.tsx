import {
  IconArrowBackUp,
  IconArrowsRightLeft,
  IconBan,
  IconCheck,
  IconClock,
  IconHandStop,
  IconX,
} from "@tabler/icons-react"

import { Badge, type Look } from "../../parts/badge.tsx"

/** The provider's own word for where a thing stands, as it writes it. */
export function ThingStatus({ status }: { readonly status: string }) {
  return <Badge look={LOOKS[status.toUpperCase()] ?? UNDER_WAY}>{status}</Badge>
}

const UNDER_WAY: Look = { tone: "blue", icon: IconArrowsRightLeft }
const WAITS: Look = { tone: "grey", icon: IconClock }
const ACT: Look = { tone: "amber", icon: IconHandStop }
const GOOD: Look = { tone: "green", icon: IconCheck }
const BAD: Look = { tone: "red", icon: IconX }
const ENDED: Look = { tone: "slate", icon: IconBan }
const BACK: Look = { tone: "orange", icon: IconArrowBackUp }

/** Words of all three providers, in capitals; what is not here is under way. */
const LOOKS: Readonly<Record<string, Look>> = {
  APPROVED: WAITS,
  ACCEPTED: WAITS,
  STORED: WAITS,
  RECEIVED: WAITS,
  REQUIRE_PAYMENT_METHOD: WAITS,
  REQUIRE_CONFIRMATION: WAITS,
  REQUIRE_ACTION: WAITS,
  PENDING: ACT,
  SUBMITTED: ACT,
  SUCCESS: GOOD,
  SUCCEEDED: GOOD,
  DONE: GOOD,
  PAID: GOOD,
  ACTIVE: GOOD,
  FAILED: BAD,
  REFUSED: BAD,
  REJECTED: BAD,
  COMPLIANCE_REJECTED: BAD,
  CANCELLED: ENDED,
  DECLINED: ENDED,
  EXPIRED: ENDED,
  INACTIVE: ENDED,
  REVERSED: BACK,
  RETURNED: BACK,
}
