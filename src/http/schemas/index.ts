import type { TSchema } from "typebox"

import { ActedOnAttentionSchema, AttentionCountsSchema, AttentionItemSchema } from "./attention.ts"
import { DeliverySchema, ListedDeliverySchema, WholeDeliverySchema } from "./delivery.ts"
import {
  EndpointSchema,
  EndpointSettingsSchema,
  NewEndpointSchema,
  TestAnswerSchema,
  TestLineSchema,
} from "./endpoint.ts"
import { FoundThingSchema } from "./find.ts"
import { HealthMailSchema, HealthReportSchema, TestMailSchema } from "./health-report.ts"
import { ApiKeySchema, AuditEntrySchema, MerchantSchema, NewApiKeySchema } from "./merchant.ts"
import { OverviewSchema } from "./overview.ts"
import { ImportSchema, TakenImportSchema } from "./import.ts"
import {
  BatchSchema,
  HistoryEntrySchema,
  ListedPayoutSchema,
  PaymentSchema,
  PayoutSchema,
  WholeDestinationSchema,
} from "./payout.ts"
import {
  ActorSchema,
  InvitationSchema,
  MemberSchema,
  MeSchema,
  NewInvitationSchema,
} from "./people.ts"
import { ProblemSchema } from "./problem.ts"
import { ReconciliationFindingSchema, ReconciliationSchema } from "./reconciliation.ts"
import { ResendCountSchema, ResendSchema } from "./resend.ts"
import {
  SandboxRunSchema,
  SandboxScenarioSchema,
  WholeSandboxRunSchema,
} from "./sandbox-scenarios.ts"
import {
  NewSandboxCallbackSchema,
  SandboxAccountSchema,
  SandboxActionResultSchema,
  SandboxActionSchema,
  SandboxCallbackSchema,
  SandboxStoryLineSchema,
  SandboxThingSchema,
  SandboxWebhookSchema,
  WholeSandboxAccountSchema,
  WholeSandboxWebhookSchema,
} from "./sandbox-account.ts"
import {
  SandboxEchoRequestSchema,
  SandboxEchoSchema,
  WholeSandboxEchoRequestSchema,
} from "./sandbox-echo.ts"
import { SandboxClockSchema, SandboxClockWalkSchema } from "./sandbox.ts"
import {
  ListedMessageSchema,
  MessageSchema,
  QuarantineCheckSchema,
  RevealedBodySchema,
  VerdictTodaySchema,
  WholeMessageSchema,
} from "./message.ts"
import { SourceSchema, SampleAnswerSchema } from "./source.ts"

/** Every named schema of the OpenAPI document; `refTo` refers to them. */
export const SCHEMAS: readonly TSchema[] = [
  ProblemSchema,
  PayoutSchema,
  ListedPayoutSchema,
  WholeDestinationSchema,
  HistoryEntrySchema,
  BatchSchema,
  PaymentSchema,
  SourceSchema,
  SampleAnswerSchema,
  MessageSchema,
  ListedMessageSchema,
  WholeMessageSchema,
  RevealedBodySchema,
  VerdictTodaySchema,
  QuarantineCheckSchema,
  ImportSchema,
  TakenImportSchema,
  EndpointSettingsSchema,
  EndpointSchema,
  NewEndpointSchema,
  TestAnswerSchema,
  TestLineSchema,
  DeliverySchema,
  ListedDeliverySchema,
  WholeDeliverySchema,
  ResendSchema,
  ResendCountSchema,
  ReconciliationSchema,
  ReconciliationFindingSchema,
  MerchantSchema,
  MeSchema,
  ActorSchema,
  MemberSchema,
  InvitationSchema,
  NewInvitationSchema,
  ApiKeySchema,
  NewApiKeySchema,
  AuditEntrySchema,
  AttentionItemSchema,
  ActedOnAttentionSchema,
  AttentionCountsSchema,
  FoundThingSchema,
  OverviewSchema,
  HealthReportSchema,
  HealthMailSchema,
  TestMailSchema,
  SandboxAccountSchema,
  SandboxCallbackSchema,
  NewSandboxCallbackSchema,
  WholeSandboxAccountSchema,
  SandboxThingSchema,
  SandboxActionSchema,
  SandboxActionResultSchema,
  SandboxStoryLineSchema,
  SandboxWebhookSchema,
  WholeSandboxWebhookSchema,
  SandboxEchoSchema,
  SandboxEchoRequestSchema,
  WholeSandboxEchoRequestSchema,
  SandboxClockSchema,
  SandboxClockWalkSchema,
  SandboxScenarioSchema,
  SandboxRunSchema,
  WholeSandboxRunSchema,
]
