// @ts-check
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const GNOME_PACKAGES = ['libglib2.0-bin', 'gnome-settings-daemon-common']

/**
 * Programs that some tests need besides npm packages: how to find each, and the Debian packages that bring it.
 *
 * @type {Readonly<Record<string, { label: string, packages: string[], find: () => string | undefined }>>}
 */
export const systemPrograms = {
  ffmpeg: { label: 'ffmpeg', packages: ['ffmpeg'], find: () => onPath('ffmpeg') },
  chromium: { label: 'Chromium', packages: ['chromium'], find: findChromium },
  swiftshader: {
    label: "Vulkan with Chromium's software renderer",
    packages: ['chromium', 'libvulkan1'],
    find: findSwiftShader,
  },
  xvfb: { label: 'Xvfb', packages: ['xvfb'], find: () => onPath('Xvfb') },
  faketime: { label: 'libfaketime', packages: ['libfaketime'], find: findFaketime },
  ip: { label: 'ip', packages: ['iproute2'], find: () => onPath('ip') },
  xdotool: { label: 'xdotool', packages: ['xdotool'], find: () => onPath('xdotool') },
  // the libraries with which it draws come with it only when they are asked for
  sdl: { label: 'SDL2', packages: ['libsdl2-2.0-0', 'libgl1', 'libgl1-mesa-dri', 'libegl1'], find: findSdl },
  systemd: { label: 'systemd-analyze', packages: ['systemd'], find: () => onPath('systemd-analyze') },
  gsettings: { label: 'gsettings with the keys of GNOME', packages: GNOME_PACKAGES, find: findGsettings },
  promtool: { label: 'promtool', packages: ['prometheus'], find: () => onPath('promtool') },
  sshd: { label: 'an ssh server', packages: ['openssh-server'], find: findSshd },
  'python-zmq': {
    label: 'Python with pyzmq and msgpack',
    packages: ['python3-zmq', 'python3-msgpack'],
    find: findPython,
  },
}

/**
 * The command that installs Debian packages, as a person would type it.
 * @param {string[]} packages
 */
export function installCommand(packages) {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  return `${sudo}apt-get install --no-install-recommends ${packages.join(' ')}`
}

/** @param {string} program */
export function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable)
}

function findChromium() {
  const found = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(onPath)
  // Ubuntu has a stand-in of that name which only asks for a snap
  return found.find((path) => path && runs(path, ['--version']))
}

/** The driver file of SwiftShader, on which WebGPU can be tried without a graphics card. */
function findSwiftShader() {
  const loaders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']
  if (!loaders.some((folder) => existsSync(join(folder, 'libvulkan.so.1')))) return undefined
  const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome']
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((file) => existsSync(file))
}

function findGsettings() {
  const keys = '/usr/share/glib-2.0/schemas/org.gnome.settings-daemon.plugins.media-keys.gschema.xml'
  return existsSync(keys) ? onPath('gsettings') : undefined
}

function findSdl() {
  const folders = [
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
    '/usr/lib64',
    '/usr/lib',
    '/usr/local/lib',
  ]
  return folders.map((folder) => join(folder, 'libSDL2-2.0.so.0')).find((file) => existsSync(file))
}

function findFaketime() {
  const folders = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((folder) => `/usr/lib/${folder}/faketime`)
  return folders.map((folder) => join(folder, 'libfaketimeMT.so.1')).find((file) => existsSync(file))
}

/** It lies where only root's PATH leads. */
function findSshd() {
  return ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(isExecutable) ?? onPath('sshd')
}

function findPython() {
  // the system's own Python: Debian's packages are invisible to others that may come first on the PATH
  const python = '/usr/bin/python3'
  return isExecutable(python) && runs(python, ['-c', 'import zmq, msgpack']) ? python : undefined
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function runs(program, args) {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0
}
