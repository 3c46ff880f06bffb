import { Map as GLMap, NavigationControl, ScaleControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { dark } from '@/kernel/words'

setWorkerUrl(workerUrl)

/** The base map is drawn from outlines shipped with the program: it works with no internet. */
function style(): StyleSpecification {
  const night = dark.value
  return {
    version: 8,
    sources: { provinces: { type: 'geojson', data: '/map/provinces.json' }, prefectures: { type: 'geojson', data: '/map/prefectures.json', attribution: '行政区划轮廓仅供参考' } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': night ? '#0f1a26' : '#dfe8f0' } },
      { id: 'land', type: 'fill', source: 'provinces', paint: { 'fill-color': night ? '#1b2733' : '#f7f8f5' } },
      { id: 'prefecture-lines', type: 'line', source: 'prefectures', paint: { 'line-color': night ? '#33475b' : '#c3ccd6', 'line-width': 0.8 } },
      { id: 'province-lines', type: 'line', source: 'provinces', paint: { 'line-color': night ? '#4d6580' : '#93a3b5', 'line-width': 1.4 } },
      { id: 'names', type: 'symbol', source: 'prefectures', minzoom: 5.5, layout: { 'text-field': ['get', 'name'], 'text-size': 13, 'text-font': ['sans-serif'] }, paint: { 'text-color': night ? '#93a7bb' : '#5b6875', 'text-halo-color': night ? '#0f1a26' : '#fff', 'text-halo-width': 1.2 } },
    ],
  }
}

export function baseMap(container: HTMLElement, center: [number, number], zoom: number): GLMap {
  const map = new GLMap({ container, center, zoom, style: style(), localIdeographFontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif', attributionControl: { compact: true }, dragRotate: false, maxZoom: 18,
    locale: { 'NavigationControl.ZoomIn': '放大', 'NavigationControl.ZoomOut': '缩小', 'AttributionControl.ToggleAttribution': '说明', 'Map.Title': '地图', 'Marker.Title': '标记', 'Popup.Close': '关闭', 'NavigationControl.ResetBearing': '正北' } })
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left')
  return map
}
