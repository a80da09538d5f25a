"""What a supervisor says beside the queue: announcements to the hall, the log of a day, alerts taken on."""
