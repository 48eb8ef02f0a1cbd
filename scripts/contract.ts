// Slack's published types, as far as Leadloop and the sandbox speak with Slack.
// scripts/contract.py makes tests/contract/slack.json from what is exported here.
import type {
  BlockAction,
  BlockElementAction,
  BlockSuggestion,
  EnvelopedEvent,
  GlobalShortcut,
  MessageShortcut,
  SlashCommand,
  ViewClosedAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type * as Slack from '@slack/types';
import type * as Api from '@slack/web-api';

// What an app shows
export type message_blocks = Slack.KnownBlock[];
export type modal = Slack.ModalView;
export type home = Slack.HomeView;
export type manifest = Api.AppsManifestValidateArguments['manifest'];

// What an app is sent
export type block_actions = BlockAction<BlockElementAction>;
export type block_suggestion = BlockSuggestion;
export type view_submission = ViewSubmitAction;
export type view_closed = ViewClosedAction;
export type command = SlashCommand;
export type shortcut = GlobalShortcut;
export type message_action = MessageShortcut;
export type event_callback = EnvelopedEvent;
export type event_app_home_opened = Slack.AppHomeOpenedEvent;
export type event_app_mention = Slack.AppMentionEvent;
export type event_app_uninstalled = Slack.AppUninstalledEvent;
export type event_member_joined_channel = Slack.MemberJoinedChannelEvent;
export type event_message = Slack.GenericMessageEvent;
export type event_message_bot_message = Slack.BotMessageEvent;
export type event_message_message_changed = Slack.MessageChangedEvent;
export type event_message_message_deleted = Slack.MessageDeletedEvent;
export type event_message_metadata_posted = Slack.MessageMetadataPostedEvent;
export type event_reaction_added = Slack.ReactionAddedEvent;
export type event_reaction_removed = Slack.ReactionRemovedEvent;
export type event_tokens_revoked = Slack.TokensRevokedEvent;

// What an app calls, with which arguments: chat_postMessage is chat.postMessage
export type call_apps_connections_open = Api.AppsConnectionsOpenArguments;
export type call_auth_test = Api.AuthTestArguments;
export type call_bots_info = Api.BotsInfoArguments;
export type call_chat_delete = Api.ChatDeleteArguments;
export type call_chat_getPermalink = Api.ChatGetPermalinkArguments;
export type call_chat_postEphemeral = Api.ChatPostEphemeralArguments;
export type call_chat_postMessage = Api.ChatPostMessageArguments;
export type call_chat_update = Api.ChatUpdateArguments;
export type call_conversations_history = Api.ConversationsHistoryArguments;
export type call_conversations_info = Api.ConversationsInfoArguments;
export type call_conversations_join = Api.ConversationsJoinArguments;
export type call_conversations_list = Api.ConversationsListArguments;
export type call_conversations_members = Api.ConversationsMembersArguments;
export type call_conversations_open = Api.ConversationsOpenArguments;
export type call_conversations_replies = Api.ConversationsRepliesArguments;
export type call_files_completeUploadExternal = Api.FilesCompleteUploadExternalArguments;
export type call_files_getUploadURLExternal = Api.FilesGetUploadURLExternalArguments;
export type call_reactions_add = Api.ReactionsAddArguments;
export type call_reactions_get = Api.ReactionsGetArguments;
export type call_reactions_remove = Api.ReactionsRemoveArguments;
export type call_team_info = Api.TeamInfoArguments;
export type call_usergroups_list = Api.UsergroupsListArguments;
export type call_usergroups_users_list = Api.UsergroupsUsersListArguments;
export type call_users_conversations = Api.UsersConversationsArguments;
export type call_users_info = Api.UsersInfoArguments;
export type call_users_list = Api.UsersListArguments;
export type call_users_lookupByEmail = Api.UsersLookupByEmailArguments;
export type call_views_open = Api.ViewsOpenArguments;
export type call_views_publish = Api.ViewsPublishArguments;
export type call_views_push = Api.ViewsPushArguments;
export type call_views_update = Api.ViewsUpdateArguments;
