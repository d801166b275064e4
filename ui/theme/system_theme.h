#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QObject>

#include "ui/theme/theme.h"

namespace everyword {

/// Whether the desktop is light or dark, as its settings portal (org.freedesktop.portal.Settings)
/// says, and when that changes. Without a portal it stays silent. Never waits for the portal.
class SystemTheme : public QObject {
  Q_OBJECT

 public:
  explicit SystemTheme(QObject *parent = nullptr);
  /// Of another bus; `service` is empty on a connection to a single peer.
  SystemTheme(const QDBusConnection &bus, const QString &service, QObject *parent = nullptr);

 Q_SIGNALS:
  /// Soon after the start when the desktop has a preference, and at every change.
  void reported(everyword::Theme theme);

 private Q_SLOTS:
  void onSettingChanged(const QDBusMessage &news);

 private:
  void ask();

  QDBusConnection bus_;
  QString service_;
};

}  // namespace everyword
