/** Of the Transfers API. The sandbox has the same paths below `/sandbox/adyen`. */
export const BASE_URLS = {
  live: "https://balanceplatform-api-live.adyen.com",
  test: "https://balanceplatform-api-test.adyen.com",
} as const
