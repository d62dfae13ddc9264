"""The services of the external API: common, db, model; and what they share with sessions."""
