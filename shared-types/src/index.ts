export { contract } from "../generated/contract.js";
export * from "../generated/events.js";
export * from "../generated/types.js";
export * from "./client.js";
