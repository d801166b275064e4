#include "ui/theme/system_theme.h"

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace everyword {
namespace {

const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kGroup = QStringLiteral("org.freedesktop.appearance");
const QString kName = QStringLiteral("color-scheme");

enum Scheme : uint { NoPreference = 0, PrefersDark = 1, PrefersLight = 2 };

/// Older portals put the value into two variants.
uint schemeIn(QVariant value) {
  while (value.canConvert<QDBusVariant>()) {
    value = value.value<QDBusVariant>().variant();
  }
  return value.toUInt();
}

}  // namespace

SystemTheme::SystemTheme(QObject *parent)
    : SystemTheme(QDBusConnection::sessionBus(), QStringLiteral("org.freedesktop.portal.Desktop"),
                  parent) {}

SystemTheme::SystemTheme(const QDBusConnection &bus, const QString &service, QObject *parent)
    : QObject(parent), bus_(bus), service_(service) {
  if (bus_.isConnected()) {
    bus_.connect(service_, kPath, kInterface, QStringLiteral("SettingChanged"), this,
                 SLOT(onSettingChanged(QDBusMessage)));
    ask();
  }
}

void SystemTheme::ask() {
  QDBusMessage question =
      QDBusMessage::createMethodCall(service_, kPath, kInterface, QStringLiteral("Read"));
  question << kGroup << kName;
  auto *answer = new QDBusPendingCallWatcher(bus_.asyncCall(question), this);
  connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
    const QDBusPendingReply<QDBusVariant> reply = *answer;
    answer->deleteLater();
    // No preference at the start: what the palette says is kept.
    const uint scheme = reply.isError() ? NoPreference : schemeIn(reply.value().variant());
    if (scheme == PrefersDark || scheme == PrefersLight) {
      Q_EMIT reported(scheme == PrefersDark ? Theme::Dark : Theme::Light);
    }
  });
}

void SystemTheme::onSettingChanged(const QDBusMessage &news) {
  const QList<QVariant> parts = news.arguments();  // group, name, value
  if (parts.size() == 3 && parts[0] == kGroup && parts[1] == kName) {
    Q_EMIT reported(schemeIn(parts[2]) == PrefersDark ? Theme::Dark : Theme::Light);
  }
}

}  // namespace everyword
