import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Check } from '#app/doctor/check.ts'
import { driverOutcome, vulkanOutcome } from '#app/doctor/checks/driver.ts'
import { lackingParts } from '#app/doctor/checks/ffmpeg.ts'
import { differences } from '#app/doctor/checks/packages.ts'
import { portOutcome } from '#app/doctor/checks/ports.ts'
import { providerOutcome, trialIn } from '#app/doctor/checks/providers.ts'
import { clockOutcome as serverClock, versionOutcome } from '#app/doctor/checks/server.ts'
import { clockOutcome, handlesOutcome, powerOutcomes } from '#app/doctor/checks/system.ts'
import { doctorText } from '#app/doctor/doctorText.ts'
import { examine } from '#app/doctor/examine.ts'
import type { Finding } from '#app/doctor/finding.ts'
import { type Graphics, nvidiaDriver } from '#app/doctor/graphics.ts'
import type { Machine } from '#app/doctor/machine.ts'
import { install, osRelease, type System } from '#app/doctor/operatingSystem.ts'
import { socketsIn } from '#app/doctor/portHolders.ts'
import type { Ran } from '#app/doctor/runTool.ts'
import { VERSION } from '#app/version.ts'

const jammy: System = { platform: 'linux', name: 'Ubuntu', id: 'ubuntu', release: '22.04', hasApt: true, isRoot: false }
const noble: System = { ...jammy, release: '24.04' }
const none: Graphics = { makers: [], nvidia: { state: 'missing' } }
const card = { name: 'NVIDIA GeForce RTX 4090', temperatureC: 60, memoryTotalBytes: 24 * 2 ** 30 }
const nvidia: Graphics = { makers: ['NVIDIA'], nvidia: { state: 'working', driver: '550.120', cards: [card] } }

function ran(changes: Partial<Ran>): Ran {
  return { end: 'done', code: 0, stdout: '', stderr: '', ...changes }
}

test('the system is read with its quotes, and remedies are typed as this user must', () => {
  const text = 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n'
  assert.deepEqual(osRelease(text), {
    PRETTY_NAME: 'Ubuntu 24.04.1 LTS',
    VERSION_ID: '24.04',
    ID: 'ubuntu',
    ID_LIKE: 'debian',
  })
  assert.equal(install(jammy, 'ffmpeg'), 'sudo apt install ffmpeg')
  assert.equal(install({ ...jammy, isRoot: true }, 'ffmpeg'), 'apt install ffmpeg')
  assert.match(install({ ...jammy, hasApt: false }, 'ffmpeg'), /package manager .* ffmpeg/)
})

test('packages that are missing or of another version are named; optional ones may be missing', () => {
  const wanted = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/a/node_modules/c': { version: '3.0.0' },
    'node_modules/d': { version: '4.0.0', optional: true },
  }
  const installed = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.0' } }
  assert.deepEqual(differences(wanted, installed), ['b is 1.9.0, not 2.0.0', 'c is missing'])
})

test('what an ffmpeg lacks is named with what it is for', () => {
  const encoders = ' V....D libx264              libx264 H.264 (codec h264)\n V....D mjpeg    MJPEG\n'
  const devices =
    ' D  lavfi           Libavfilter\n DE video4linux2,v4l2 Video4Linux2\n D  x11grab         X11 screen capture\n'
  assert.deepEqual(lackingParts(encoders, devices, 'linux'), [])
  assert.deepEqual(lackingParts('', ' D  lavfi  x\n', 'linux'), [
    'libx264 (recordings)',
    'video4linux2 (cameras)',
    'x11grab (screens)',
  ])
})

test('a working driver is told with its cards', () => {
  assert.deepEqual(driverOutcome(nvidia, noble), [
    { state: 'ok', said: 'NVIDIA GeForce RTX 4090, 24 GB, 60 °C, driver 550.120', name: 'card 0' },
  ])
})

const broken: readonly (readonly [what: string, said: Partial<Ran>, remedy: RegExp])[] = [
  [
    'was updated while it ran',
    { code: 18, stdout: 'Failed to initialize NVML: Driver/library version mismatch\n' },
    /sudo reboot/,
  ],
  [
    'has no module',
    { code: 9, stdout: "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n" },
    /mokutil/,
  ],
  ['sees no card', { code: 6, stdout: 'No devices were found\n' }, /ubuntu-drivers install/],
  ['hangs', { end: 'late', code: null }, /reboot/],
]
for (const [what, said, remedy] of broken) {
  test(`a driver that ${what} is a problem with a way out`, () => {
    const outcome = [driverOutcome({ makers: ['NVIDIA'], nvidia: nvidiaDriver(ran(said), '') }, noble)].flat()
    assert.equal(outcome[0]?.state, 'problem')
    assert.match(outcome[0]?.remedy ?? '', remedy)
  })
}

test('a card without its driver: the command is that of the release', () => {
  const bare: Graphics = { makers: ['NVIDIA'], nvidia: { state: 'missing' } }
  const remedyOn = (system: System) => [driverOutcome(bare, system)].flat()[0]?.remedy ?? ''
  assert.match(remedyOn(jammy), /sudo ubuntu-drivers autoinstall && sudo reboot/)
  assert.match(remedyOn(noble), /sudo ubuntu-drivers install && sudo reboot/)
})

test('without a card nothing about cards is a problem', () => {
  assert.equal([driverOutcome(none, noble)].flat()[0]?.state, 'note')
  assert.equal(
    vulkanOutcome({ isLoaderHere: false, drivers: [], hasCard: false, isNvidia: false }, noble).state,
    'note',
  )
  const failed = { isUsable: false, said: 'the CUDA library of ONNX Runtime is not installed' }
  for (const provider of ['cuda', 'tensorrt', 'webgpu'] as const)
    assert.equal(providerOutcome(provider, failed, none, noble).state, 'note')
  assert.equal(providerOutcome('cpu', failed, none, noble).state, 'problem')
})

test('with an NVIDIA card a missing library is fetched by the doctor, and missing CUDA comes from NVIDIA', () => {
  const missing = providerOutcome('cuda', { isUsable: false, said: 'the CUDA library is not installed' }, nvidia, jammy)
  assert.equal(missing.remedy, 'npx i2i doctor --install cuda')
  const said = 'Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12'
  const unmet = providerOutcome('cuda', { isUsable: false, said }, nvidia, jammy)
  assert.match(unmet.remedy ?? '', /ubuntu2204.*cuda-libraries-12-\d.*cudnn9-cuda-12/)
  assert.match(providerOutcome('cuda', { isUsable: false, said }, nvidia, noble).remedy ?? '', /ubuntu2404/)
})

test('Vulkan with nothing but a software renderer is no driver', () => {
  const of = (drivers: string[]) =>
    vulkanOutcome({ isLoaderHere: true, drivers, hasCard: true, isNvidia: false }, noble)
  assert.equal(of(['lvp_icd.x86_64.json']).remedy, 'sudo apt install libvulkan1 mesa-vulkan-drivers')
  assert.equal(of(['radeon_icd.x86_64.json', 'lvp_icd.x86_64.json']).state, 'ok')
})

test('a provider that crashes or hangs is told as such', () => {
  assert.match(trialIn(ran({ code: null, signal: 'SIGSEGV' })).said, /SIGSEGV/)
  assert.match(trialIn(ran({ end: 'late', code: null })).said, /did not finish/)
  assert.deepEqual(trialIn(ran({ stdout: 'words of a driver\n{"isUsable":true,"said":"fine"}\n' })), {
    isUsable: true,
    said: 'fine',
  })
})

test('sockets that listen are found by their port, in the table of the kernel', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:15B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 40001 1',
    '   1: 0100007F:15B3 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 40002 1',
    '   2: 00000000:1F40 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 40003 2',
  ].join('\n')
  assert.deepEqual(socketsIn(table, 'tcp', 5555), ['40001'])
  assert.deepEqual(socketsIn(table, 'udp', 8000), ['40003'])
  assert.deepEqual(socketsIn(table, 'tcp', 8000), [])
})

test('a taken port is a problem unless i2i itself has it', () => {
  assert.equal(portOutcome(5556, 'settingsPort', undefined).state, 'ok')
  assert.equal(
    portOutcome(5556, 'settingsPort', { pid: 7, command: 'node /x/src/cli/main.ts server --fps 3' }).state,
    'ok',
  )
  const taken = portOutcome(5556, 'settingsPort', { pid: 7, command: 'python3 -m http.server' })
  assert.match(taken.said, /pid 7: python3 -m http\.server/)
  assert.equal(taken.remedy, 'kill 7, or take another port with --settings-port')
  assert.match(portOutcome(5556, 'settingsPort', {}).said, /another user/)
})

test('a clock that nobody sets is told with the command that sets it', () => {
  assert.equal(clockOutcome('NTP=yes\nNTPSynchronized=yes\n', noble).state, 'ok')
  assert.match(clockOutcome('NTP=no\nNTPSynchronized=no\n', noble).remedy ?? '', /sudo timedatectl set-ntp true/)
})

test("the server's clock may be off by no more than the question took, and a second", () => {
  assert.equal(serverClock(200, 10)[0]?.state, 'ok')
  assert.match(serverClock(-90_000, 10)[0]?.said ?? '', /90\.00 s behind/)
  assert.deepEqual(serverClock(undefined, 10), [])
})

test('a server of another version is a problem', () => {
  assert.equal(versionOutcome(VERSION).state, 'ok')
  assert.match(versionOutcome('0.0.1').remedy ?? '', /same version/)
})

test('what would put a machine to sleep is a note with its opposite', () => {
  const words = {
    sleep: 'static',
    blank: 'uint32 300',
    suspend: "'suspend'",
    governor: 'powersave',
    driver: 'acpi-cpufreq',
  }
  const remedies = powerOutcomes(words, noble).map(({ remedy }) => remedy)
  assert.match(remedies[0] ?? '', /idle-delay 0/)
  assert.match(remedies[1] ?? '', /sudo systemctl mask sleep\.target/)
  assert.match(remedies[2] ?? '', /scaling_governor/)
  const quiet = {
    sleep: 'masked',
    blank: 'uint32 0',
    suspend: "'suspend'",
    governor: 'powersave',
    driver: 'intel_pstate',
  }
  assert.equal(powerOutcomes(quiet, noble)[0]?.state, 'ok')
})

test('few file handles are a note', () => {
  assert.equal(
    handlesOutcome('Max open files            1024                 1048576              files\n').state,
    'ok',
  )
  assert.equal(handlesOutcome('Max open files            1024                 1024              files\n').state, 'note')
})

const findings: Finding[] = [
  { group: 'Programs', name: 'Node', state: 'ok', said: '24' },
  { group: 'Network', name: 'page port', state: 'problem', said: '5556 is taken\x1b[2J', remedy: 'kill 7' },
]

test('the report groups findings, puts remedies below them, and ends with the sum', () => {
  const text = doctorText(findings, false)
  assert.match(
    text,
    /^Programs\n {2}ok {7}Node: 24\n\nNetwork\n {2}PROBLEM {2}page port: 5556 is taken \[2J\n {11}→ kill 7\n\n1 problem, No notes, 1 in order\.$/,
  )
})

test('colours are for terminals only', () => {
  assert.equal(doctorText(findings, false).includes('\x1b'), false)
  assert.equal(doctorText(findings, true).includes('\x1b[31mPROBLEM'), true)
})

test('a check that throws, at once or later, or never answers is a finding among the others', async () => {
  const base = { group: 'System', withinMs: 20 } as const
  const checks: Check[] = [
    {
      ...base,
      name: 'throws',
      look: () => {
        throw new Error('at once')
      },
    },
    { ...base, name: 'fails', look: async () => Promise.reject(new Error('later')) },
    { ...base, name: 'hangs', look: () => new Promise(() => undefined) },
    { ...base, name: 'works', look: async () => ({ state: 'ok', said: 'well' }) },
  ]
  const found = await examine({} as Machine, checks)
  assert.deepEqual(
    found.map(({ name, said }) => `${name}: ${said}`),
    [
      'throws: could not be looked at: at once',
      'fails: could not be looked at: later',
      'hangs: gave no answer within 0.02 s',
      'works: well',
    ],
  )
})
