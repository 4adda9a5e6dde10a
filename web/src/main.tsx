import { render } from 'preact'
import { Display } from './display.tsx'
import { Page } from './page.tsx'
import './style/base.css'
import './style/controls.css'
import './style/stage.css'
import './style/parts.css'
import './style/layout.css'

const isDisplay = location.pathname.startsWith('/display')
const page = document.getElementById('page')
if (page) render(isDisplay ? <Display /> : <Page />, page)
