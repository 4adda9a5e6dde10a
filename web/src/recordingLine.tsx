import { useState } from 'preact/hooks'
import { useDesk } from './desk.tsx'
import { lengthInWords, sizeInWords } from './words.ts'

/** Starts and stops the recording on the server, and tells how far it is. */
export function RecordingLine() {
  const { server, attempt } = useDesk()
  const [input, setInput] = useState(false)
  const recording = server.status?.recording
  const isOn = recording?.isOn ?? false
  const press = () => attempt('POST', '/api/recording', isOn ? { action: 'stop' } : { action: 'start', input })
  return (
    <div class="recording">
      <button
        type="button"
        class={`chip record ${isOn ? 'on' : ''}`}
        aria-pressed={isOn}
        title={isOn ? 'Ends the recording and makes its files whole' : 'Records the result on the server’s disk'}
        onClick={press}
      >
        <i class="dot" /> {isOn ? 'Stop recording' : 'Record'}
      </button>
      {recording && (isOn || recording.pictures > 0) && (
        <span class="quiet" data-test="recording">
          {lengthInWords(recording.seconds)} · {sizeInWords(recording.bytes)}
          {recording.dropped > 0 && ` · ${recording.dropped} dropped`}
        </span>
      )}
      {!isOn && (
        <label class="toggle" title="What goes in is recorded as well, into a second file">
          <span class="name">with input</span>
          <input type="checkbox" checked={input} onChange={({ currentTarget }) => setInput(currentTarget.checked)} />
        </label>
      )}
      {recording?.file && (
        <small class="recordingFile" title={recording.file}>
          {recording.file.split(/[/\\]/).at(-1)}
        </small>
      )}
      {recording?.problem && <p class="bad">{recording.problem}</p>}
    </div>
  )
}
