import type { TSchema } from "typebox"

import { ActedOnAttentionSchema, AttentionItemSchema } from "./attention.ts"
import { DeliverySchema, WholeDeliverySchema } from "./delivery.ts"
import {
  EndpointSchema,
  EndpointSettingsSchema,
  NewEndpointSchema,
  TestAnswerSchema,
} from "./endpoint.ts"
import { HealthMailSchema, HealthReportSchema, TestMailSchema } from "./health-report.ts"
import { ApiKeySchema, AuditEntrySchema, MerchantSchema, NewApiKeySchema } from "./merchant.ts"
import { ImportSchema, TakenImportSchema } from "./import.ts"
import { BatchSchema, HistoryEntrySchema, PaymentSchema, PayoutSchema } from "./payout.ts"
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
import { SandboxClockSchema, SandboxClockWalkSchema } from "./sandbox.ts"
import { MessageSchema, SourceSchema, WholeMessageSchema } from "./source.ts"

/** Every named schema of the OpenAPI document; `refTo` refers to them. */
export const SCHEMAS: readonly TSchema[] = [
  ProblemSchema,
  PayoutSchema,
  HistoryEntrySchema,
  BatchSchema,
  PaymentSchema,
  SourceSchema,
  MessageSchema,
  WholeMessageSchema,
  ImportSchema,
  TakenImportSchema,
  EndpointSettingsSchema,
  EndpointSchema,
  NewEndpointSchema,
  TestAnswerSchema,
  DeliverySchema,
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
  SandboxClockSchema,
  SandboxClockWalkSchema,
  SandboxScenarioSchema,
  SandboxRunSchema,
  WholeSandboxRunSchema,
]
