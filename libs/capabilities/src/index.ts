export { CapabilitiesModule } from './capabilities.module';
export { CapabilityBoost, CapabilityDefault, CapabilityState } from './capability.entity';
export { capability, capabilityKeys, catalogue, isCapability, modes } from './catalogue';
export type { Capability, CapabilityKey, CapabilityPool, Group, Kind, Mode, Unit } from './catalogue';
export { Limits, UNLIMITED_SHARE } from './limits';
export type { LimitInForce } from './limits';
export { States, stateName } from './states.service';
export type { State, StateKey } from './states.service';
