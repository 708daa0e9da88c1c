import type { Language } from '../letters';

/** What letters call a capability, by its key. */
export const capabilityNames: Record<Language, Record<string, string>> = {
  en: {
    agents: 'agents',
    disk: 'disk space',
    widgets: 'widgets',
    channel_accounts: 'channel accounts',
    workflows: 'workflows',
    audio_video: 'concurrent audio and video sessions',
    canned_messages: 'canned messages',
    ai_agents: 'AI agents',
    dataset_files: 'dataset files',
    dataset_urls: 'dataset URLs',
    workflow_triggers: 'workflow triggers',
  },
  ar: {
    agents: 'الوكلاء',
    disk: 'مساحة التخزين',
    widgets: 'عناصر الواجهة',
    channel_accounts: 'حسابات القنوات',
    workflows: 'مسارات العمل',
    audio_video: 'جلسات الصوت والفيديو المتزامنة',
    canned_messages: 'الرسائل الجاهزة',
    ai_agents: 'وكلاء الذكاء الاصطناعي',
    dataset_files: 'ملفات مجموعات البيانات',
    dataset_urls: 'عناوين مجموعات البيانات',
    workflow_triggers: 'تشغيلات مسارات العمل',
  },
  de: {
    agents: 'Agenten',
    disk: 'Speicherplatz',
    widgets: 'Widgets',
    channel_accounts: 'Kanalkonten',
    workflows: 'Workflows',
    audio_video: 'gleichzeitige Audio- und Videositzungen',
    canned_messages: 'Textbausteine',
    ai_agents: 'KI-Agenten',
    dataset_files: 'Datensatz-Dateien',
    dataset_urls: 'Datensatz-URLs',
    workflow_triggers: 'Workflow-Auslösungen',
  },
};
