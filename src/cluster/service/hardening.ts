import type { UnitSection } from './unitText.ts'

export type HardeningOptions = {
  /** The program or its folder lies in somebody's home. */
  readonly isInHome: boolean
  /** Folders that may be written to, besides the service's own in /var/lib and /var/cache. */
  readonly writable: readonly string[]
  /** Groups that own devices, as far as there are such groups. */
  readonly groups: readonly string[]
}

// kernel names of device classes, not paths: a card or a camera may come later and under another number
const DEVICES = ['char-nvidia* rw', 'char-drm rw', 'char-video4linux rw']

/**
 * What a server or worker may do on the machine: reach the network, use graphics cards and cameras, read the system, write
 * to its own folders. `MemoryDenyWriteExecute` is missing on purpose: V8 and CUDA write code while they run.
 * @see systemd.exec(5)
 */
export function hardening({ isInHome, writable, groups }: HardeningOptions): UnitSection {
  return {
    NoNewPrivileges: 'yes',
    CapabilityBoundingSet: '',
    AmbientCapabilities: '',
    UMask: '0027',
    SupplementaryGroups: groups.length > 0 ? groups.join(' ') : undefined,
    ProtectSystem: 'strict',
    ProtectHome: isInHome ? 'read-only' : 'yes',
    ReadWritePaths: writable.map((path) => `-${path}`),
    PrivateTmp: 'yes',
    ProtectProc: 'invisible',
    ProtectClock: 'yes',
    ProtectHostname: 'yes',
    ProtectKernelLogs: 'yes',
    ProtectKernelModules: 'yes',
    ProtectKernelTunables: 'yes',
    ProtectControlGroups: 'yes',
    RestrictNamespaces: 'yes',
    RestrictRealtime: 'yes',
    RestrictSUIDSGID: 'yes',
    RestrictAddressFamilies: 'AF_UNIX AF_INET AF_INET6 AF_NETLINK',
    LockPersonality: 'yes',
    RemoveIPC: 'yes',
    SystemCallArchitectures: 'native',
    SystemCallFilter: '@system-service',
    SystemCallErrorNumber: 'EPERM',
    DevicePolicy: 'closed',
    DeviceAllow: DEVICES,
  }
}
