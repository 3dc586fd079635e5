// Two languages, side by side, so that neither is forgotten. Chinese for Chinese browsers, else English; a toggle wins.
import { signal } from "@preact/signals";

export type Lang = "zh" | "en";

const chosen = localStorage.getItem("patrol.lang");
export const lang = signal<Lang>(
  chosen === "zh" || chosen === "en" ? chosen : navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en",
);
document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en";

export function setLang(to: Lang): void {
  lang.value = to;
  localStorage.setItem("patrol.lang", to);
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
}

const WORDS = {
  product: ["视频巡逻", "Video Patrol"],
  newIncident: ["您有新的警情，请查收", "You have a new incident. Please check."],
  // state of the line
  live: ["实时", "Live"],
  notLive: ["非实时", "Not live"],
  stale: ["数据停在", "Stale since"],
  offline: ["连接已断，正在重连", "Connection lost, reconnecting"],
  logGone: ["消息日志读不到，画面停在上述时刻", "The log cannot be read. What you see is from that time."],
  connecting: ["正在连接…", "Connecting…"],
  soundOn: ["声音已开", "Sound on"],
  soundOff: ["点此开启声音", "Click to enable sound"],
  soundMuted: ["已静音", "Muted"],
  // queue
  queue: ["警情", "Incidents"],
  queueEmpty: ["当前没有未结警情", "No open incidents"],
  queueEmptyHint: ["摄像机正在值守，有异常会立即响铃", "Cameras are watching. You will hear it when something happens."],
  openCount: ["未结", "open"],
  earlier: ["今夜已结", "Earlier tonight"],
  staged: ["演示素材", "STAGED DEMO"],
  stagedLong: ["演示素材：真实画面合成", "Staged demo: composed from real footage"],
  // status
  opened: ["待查收", "New"],
  acknowledged: ["核实中", "Verifying"],
  confirmed: ["待派警力", "Seeking a unit"],
  assigned: ["已派，待接", "Sent, waiting for yes"],
  accepted: ["已接警", "Accepted"],
  travelling: ["出警途中", "On the way"],
  on_scene: ["已到场", "On scene"],
  handled: ["已处置", "Handled"],
  closed: ["已办结", "Closed"],
  dismissed: ["已排除", "Dismissed"],
  offered: ["待接单", "Asked"],
  cleared: ["已离场", "Cleared"],
  released: ["已撤回", "Released"],
  declined: ["无法前往", "Declined"],
  accept_timeout: ["未应答", "No answer"],
  called_off: ["已撤回", "Called off"],
  reassigned: ["已改派", "Reassigned"],
  incident_over: ["警情已结", "Incident over"],
  off_duty: ["已下岗", "Off duty"],
  available: ["待命", "Available"],
  busy: ["任务中", "Busy"],
  no_position: ["无定位", "No position"],
  // kinds
  loitering: ["车旁徘徊", "Loitering at parked cars"],
  suspicious_person: ["可疑人员", "Suspicious person"],
  theft: ["盗窃", "Theft"],
  fight: ["打架", "Fight"],
  medical: ["医疗急救", "Medical"],
  fire: ["火情", "Fire"],
  lost_person: ["走失人员", "Lost person"],
  noise: ["噪音扰民", "Noise"],
  car: ["车巡", "Car"],
  motorcycle: ["摩托", "Motorcycle"],
  bicycle: ["自行车", "Bicycle"],
  foot: ["步巡", "On foot"],
  // clock
  responseClock: ["响应时钟", "Response clock"],
  target: ["目标", "Target"],
  left: ["剩余", "left"],
  late: ["已超时", "LATE"],
  arrivedIn: ["到场用时", "On scene after"],
  inTime: ["达标", "Within target"],
  raised: ["报警", "Alert"],
  answering: ["接警", "Answering"],
  processing: ["派警", "Processing"],
  turnout: ["出动", "Turnout"],
  travel: ["途中", "Travel"],
  expected: ["预计到场", "Expected"],
  // why
  why: ["为何报警", "Why"],
  noAgainst: ["没有发现相反的迹象", "Nothing seen that speaks against it"],
  score: ["评分", "Score"],
  vehicles: ["涉及车辆", "Vehicles"],
  still: ["现场画面", "Still"],
  noStill: ["没有画面", "No still"],
  blurred: ["已模糊处理", "Blurred"],
  seenFrom: ["发现于", "Seen from"],
  camera: ["摄像机", "Camera"],
  caution: ["只描述行为，不认定身份", "States behaviour, not what someone is"],
  stillThere: ["仍在现场", "Still there"],
  gone: ["已离开画面", "Left the picture"],
  // who
  who: ["谁去", "Who comes"],
  recommended: ["推荐警力", "Recommended"],
  ranking: ["其他可派", "Others"],
  excluded: ["不能派", "Not available"],
  nobody: ["暂无可派警力，一有空闲立即再派", "Nobody can be sent now. Asked again as soon as one is free."],
  fixAge: ["定位", "fix"],
  ago: ["前", "ago"],
  eta: ["预计", "ETA"],
  arrivesIn: ["还需", "there in"],
  acceptWithin: ["应答剩余", "answer within"],
  history: ["经过", "Timeline"],
  escalatedTo: ["已上报", "Escalated to"],
  duty_officer: ["带班领导", "Duty officer"],
  command_centre: ["指挥中心", "Command centre"],
  // actions
  acknowledge: ["查收", "Acknowledge"],
  confirmSend: ["确认并派出", "Confirm and send"],
  confirm: ["确认", "Confirm"],
  dismiss: ["排除", "Dismiss"],
  dismissWhy: ["排除原因（按数字键）", "Why is it nothing? Press a digit"],
  finding: ["记录结果", "Record finding"],
  findingWhat: ["现场结果（按数字键）", "What was found? Press a digit"],
  close: ["办结", "Close"],
  cancel: ["取消", "Cancel"],
  sendAlso: ["派出", "Send"],
  callOff: ["撤回", "Call off"],
  move: ["选择", "Select"],
  help: ["帮助", "Help"],
  sending: ["正在提交…", "Sending…"],
  sentWaiting: ["已提交，等待回复", "Sent, waiting for the answer"],
  notSent: ["未送达，请重试", "Not sent. Try again."],
  refused: ["未执行", "Not done"],
  someoneDid: ["已有人处理", "Somebody already did"],
  // reasons
  owner: ["车主", "Owner"],
  resident: ["居民", "Resident"],
  passer_by: ["路人", "Passer-by"],
  guard: ["保安", "Guard"],
  staff: ["工作人员", "Staff"],
  animal: ["动物", "Animal"],
  no_person: ["没有人", "No person"],
  duplicate: ["重复", "Duplicate"],
  other: ["其他", "Other"],
  nothing_found: ["未发现异常", "Nothing found"],
  moved_on: ["已劝离", "Moved on"],
  identified: ["已核实身份", "Identified"],
  held: ["已控制", "Held"],
  crime_found: ["发现案件", "Crime found"],
  false_alarm: ["误报", "False alarm"],
  medical_help: ["已送医救助", "Medical help"],
  // units and cameras
  units: ["警力", "Units"],
  cameras: ["摄像机", "Cameras"],
  ok: ["正常", "OK"],
  dark: ["画面过暗", "Dark"],
  covered: ["被遮挡", "Covered"],
  frozen: ["画面冻结", "Frozen"],
  moved: ["被移动", "Moved"],
  defocused: ["失焦", "Out of focus"],
  flooded: ["雨雪虫扰", "Flooded"],
  slow: ["帧率过低", "Slow"],
  clock_off: ["时钟不准", "Clock off"],
  camOffline: ["离线", "Offline"],
  phoneLink: ["手机链接", "Phone link"],
  phoneLinkHint: ["在该警力的手机上打开；旧链接随即失效", "Open it on the unit's phone. The former link stops working."],
  copy: ["复制", "Copy"],
  noMap: ["没有街道图", "No street map"],
  mapFailed: ["此浏览器无法绘制地图（无 WebGL）", "This browser cannot draw the map (no WebGL)"],
  followMap: ["跟随", "Follow"],
  wholeMap: ["全图", "Whole map"],
  tonight: ["今夜", "Tonight"],
  withinShare: ["达标率", "within target"],
  logout: ["退出", "Log out"],
  setPassword: ["设置密码", "Set password"],
  newPassword: ["新密码（至少 10 位）", "New password (10 characters or more)"],
  saved: ["已保存", "Saved"],
  // help
  keysTitle: ["键盘操作", "Keyboard"],
  keyMove: ["上一条 / 下一条警情", "Previous / next incident"],
  keyAck: ["查收（停止响铃）", "Acknowledge (the sound stops)"],
  keyConfirm: ["确认并派出推荐警力", "Confirm and send the recommended unit"],
  keyChoose: ["选择派哪组警力，再按 ⏎", "Choose another unit, then ⏎"],
  keyDismiss: ["排除，再按数字选原因", "Dismiss, then a digit for the reason"],
  keyFinding: ["记录现场结果，再按数字", "Record the finding, then a digit"],
  keySound: ["静音 / 开声音", "Mute / sound"],
  keyLang: ["中文 / English", "中文 / English"],
  keyHelp: ["本帮助", "This help"],
  // unit page
  where: ["地点", "Where"],
  what: ["什么事", "What"],
  myEta: ["我的预计", "My ETA"],
  accept: ["接单", "Accept"],
  decline: ["去不了", "Can't"],
  arrived: ["已到场", "Arrived"],
  result: ["结果", "Result"],
  goOn: ["上岗", "Go on duty"],
  goOff: ["下岗", "Go off duty"],
  standby: ["待命中", "Standing by"],
  standbyHint: ["有任务会响铃和震动，请保持页面打开", "You will hear and feel it. Keep this page open."],
  offDutyHint: ["现在不会派任务给您", "You will not be sent anywhere now."],
  notSentYet: ["条未送达", "not sent yet"],
  positionOff: ["没有定位，请允许定位", "No position. Please allow location."],
  positionOn: ["定位", "Position"],
  alsoComing: ["同去", "Also coming"],
  alone: ["目前只有您", "Only you so far"],
  doNotConfront: ["先观察，不要单独上前", "Observe first. Do not confront alone."],
  noToken: ["请用值班室发的链接打开本页", "Open this page by the link from the station."],
  badToken: ["链接已失效，请向值班室要新的", "This link no longer works. Ask the station for a new one."],
  tapSound: ["点此开启铃声", "Tap to enable sound"],
  sendsLater: ["有信号时自动送达", "Goes out by itself when there is signal"],
  findingTitle: ["现场结果", "What did you find?"],
  more: ["更多", "More"],
  you: ["您", "You"],
  // facts
  IncidentOpened: ["报警", "Alert"],
  EvidenceAdded: ["新的迹象", "More evidence"],
  SuspicionEnded: ["离开画面", "Left the picture"],
  IncidentAcknowledged: ["查收", "Acknowledged"],
  IncidentConfirmed: ["确认", "Confirmed"],
  IncidentDismissed: ["排除", "Dismissed"],
  UnitRecommended: ["推荐", "Recommended"],
  UnitAssigned: ["派出", "Sent"],
  AssignmentAccepted: ["接单", "Accepted"],
  UnitTravelling: ["出动", "Rolling"],
  UnitArrived: ["到场", "On scene"],
  AssignmentReleased: ["撤回", "Released"],
  UnitCleared: ["离场", "Cleared"],
  NoUnitAvailable: ["暂无可派", "Nobody available"],
  ResponseTargetMissed: ["超过三分钟", "Target missed"],
  IncidentEscalated: ["上报", "Escalated"],
  FindingRecorded: ["记录结果", "Finding"],
  IncidentClosed: ["办结", "Closed"],
  unacknowledged: ["无人查收", "nobody acknowledged"],
  undecided: ["未核实", "not decided"],
  nobody_accepted: ["无人接单", "nobody accepted"],
  nobody_on_scene: ["无人到场", "nobody on scene"],
  no_finding: ["未记录结果", "no finding recorded"],
  not_closed: ["未办结", "not closed"],
  not_allowed: ["无权操作", "Not allowed"],
  unit_busy: ["该警力任务中", "The unit is busy"],
  unit_off_duty: ["该警力不在岗", "The unit is off duty"],
  already_confirmed: ["已有人确认", "Already confirmed"],
  not_confirmed: ["尚未确认", "Not confirmed yet"],
  not_assigned: ["未派该警力", "That unit was not sent"],
  not_on_scene: ["尚未到场", "Not on scene yet"],
  illegal: ["当前状态不可操作", "Not possible now"],
  geofence: ["定位判定", "by position"],
  button: ["按键", "by button"],
  // login
  loginTitle: ["值班登录", "Control room"],
  name: ["姓名", "Name"],
  password: ["密码", "Password"],
  login: ["登录", "Log in"],
  errWrong: ["姓名或密码不对", "Name or password is wrong"],
  errLink: ["登录链接已用过或已过期", "This login link was used or has expired"],
  errMany: ["尝试过多，请五分钟后再试", "Too many tries. Wait five minutes."],
  loginHint: ["首次使用请打开启动时终端里显示的登录链接", "First time? Open the login link that the start-up printed in its terminal."],
  metre: ["米", "m"],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;

/** The word in the present language. */
export function t(word: Word): string {
  return WORDS[word][lang.value === "zh" ? 0 : 1];
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^no position yet$/, "还没有定位"],
  [/^no valid position$/, "定位无效"],
  [/^fix from the future: (\d+) s ahead$/, "手机时钟快了 $1 秒"],
  [/^fix too old: (\d+) s.*$/, "定位已过时 $1 秒"],
  [/^too far: more than (\d+) min by road$/, "路程超过 $1 分钟"],
  [/^no way by road.*$/, "没有道路可达"],
  [/^outside the map.*$/, "不在地图范围内"],
  [/^the place of the incident is not known$/, "警情地点不明"],
  [/^was there already$/, "已经去过"],
];

/** Why somebody cannot come: the server's English, said in the present language where it is known. */
export function why(text: string): string {
  if (text === "busy" || text === "off duty") return t(text === "busy" ? "busy" : "off_duty");
  const found = lang.value === "zh" ? REASONS.find(([pattern]) => pattern.test(text)) : undefined;
  return found ? text.replace(found[0], found[1]) : text;
}

/** Names that sites give in both languages, `巡逻1号车 · Car 1`: the half in the present one. */
export function inLang(name: string): string {
  const halves = name.split(" · ");
  if (halves.length !== 2) return name;
  const chinese = halves.find((half) => /[一-鿿]/.test(half));
  const other = halves.find((half) => half !== chinese);
  return (lang.value === "zh" ? chinese : other) ?? name;
}

/** A word that a message brought; itself where there is no translation. */
export function tr(word: string): string {
  return word in WORDS ? t(word as Word) : word.replaceAll("_", " ");
}
