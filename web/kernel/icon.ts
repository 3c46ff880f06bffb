import { Avatar, Bell, Calendar, Camera, ChatDotRound, Checked, Collection, DataBoard, Document, EditPen, Files, Flag, Key, Location, Lock, Message, Monitor, Notification, Odometer, OfficeBuilding, Postcard, ScaleToOriginal, School, Stamp, Tickets, User, VideoCamera, Warning, WarnTriangleFilled } from '@element-plus/icons-vue'

const icons: Record<string, any> = {
  enterprise: OfficeBuilding, hazard: Warning, majorhazard: WarnTriangleFilled, risk: Odometer, library: Collection, bulletin: DataBoard, agency: School, person: User, office: Notification, notice: Message,
  reminder: Bell, chat: ChatDotRound, roster: Calendar, account: Postcard, org: Files, right: Lock, identity: Key, region: Location, calendar: Calendar,
  plan: Flag, inspection: Checked, enforcement: ScaleToOriginal, document: Tickets, officer: Avatar, evidence: Camera, seal: Stamp, feature: EditPen, monitor: Monitor, video: VideoCamera,
}

/** The picture by which a system is known in the menu and on one's own page. */
export const iconOf = (system: string) => icons[system] ?? Document
