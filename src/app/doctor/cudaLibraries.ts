import { asRoot, type System } from './operatingSystem.ts'

const PLACE = 'https://developer.download.nvidia.com/compute/cuda/repos'
const RELEASES: Readonly<Record<string, string>> = {
  'ubuntu 22.04': 'ubuntu2204',
  'ubuntu 24.04': 'ubuntu2404',
  'debian 12': 'debian12',
}

/** The commands that install CUDA 12 and cuDNN 9 from NVIDIA's own packages. */
export function cudaLibraries(system: System): string {
  const release = RELEASES[`${system.id} ${system.release}`]
  if (release === undefined) return 'Install CUDA 12 and cuDNN 9: https://developer.nvidia.com/cuda-downloads'
  const keyring = 'cuda-keyring_1.1-1_all.deb'
  return [
    `wget ${PLACE}/${release}/x86_64/${keyring}`,
    asRoot(system, `dpkg -i ${keyring}`),
    asRoot(system, 'apt update'),
    asRoot(system, 'apt install cuda-libraries-12-8 cudnn9-cuda-12'),
  ].join(' && ')
}
