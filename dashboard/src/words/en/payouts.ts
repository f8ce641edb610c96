export const payouts = {
  title: "Payouts",
}
