export * from "../types/values";
