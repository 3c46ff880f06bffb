import { ref } from 'vue'

export interface Place { lng: number; lat: number; accuracy: number; at: number }
/** Where the phone is, as far as it knows; nothing waits for it. */
export const place = ref<Place>()
export const placeTrouble = ref('')

export function locate(): Promise<Place | undefined> {
  return new Promise((done) => {
    if (!navigator.geolocation) { placeTrouble.value = '此浏览器不能定位'; done(undefined); return }
    navigator.geolocation.getCurrentPosition((p) => {
      place.value = { lng: +p.coords.longitude.toFixed(6), lat: +p.coords.latitude.toFixed(6), accuracy: p.coords.accuracy, at: Date.now() }
      placeTrouble.value = ''
      done(place.value)
    }, (e) => {
      placeTrouble.value = e.code === 1 ? '没有定位权限，可在手机设置里允许浏览器定位' : '暂时定不了位，到开阔处再试'
      done(undefined)
    }, { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 })
  })
}

/** The last place if it is not older than ten minutes. */
export const fresh = () => (place.value && Date.now() - place.value.at < 600_000 ? place.value : undefined)
export const header = (p?: Place) => (p ? `${p.lng},${p.lat}` : undefined)
export const point = (p?: Place) => (p ? [p.lng, p.lat] : undefined)
